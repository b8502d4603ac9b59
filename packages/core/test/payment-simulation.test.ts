import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestCluster } from '@hourglass/stack/testing'
import { runWorlds } from './simulation/database-worlds.ts'
import { paymentWorlds } from './simulation/payments/payment-worlds.ts'
import { seedsFrom } from './simulation/seeds.ts'
import { startWorldCluster } from './simulation/world-cluster.ts'

/** Fixed, so that a failure is caused by a change. `npm run test:all` uses other seeds. */
const SEED = Number(process.env.TEST_SEED ?? 1)
const WORLDS = 60
/** A missing guard is detected within some dozens of worlds. */
const PLANTED_WORLDS_MAX = 2_000

let cluster: TestCluster

before(async () => {
  cluster = await startWorldCluster()
})

after(() => cluster?.stop())

test(`no promise breaks in ${WORLDS} small paid sales from seed ${SEED} with races, killed servers, refunds and passing time`, async () => {
  const found: string[] = []
  const suffered = new Set<string>()
  await runWorlds(paymentWorlds, {
    cluster,
    seeds: seedsFrom(SEED, WORLDS),
    onWorld(seed, world) {
      found.push(...world.broken.map((what) => `seed ${seed}: ${what}`))
      for (const kind of world.suffered) suffered.add(kind)
    },
  })
  assert.deepEqual(found, [])
  assert.deepEqual([...suffered].sort(), Object.keys(paymentWorlds.faults).sort())
})

for (const mutant of paymentWorlds.mutants) {
  test(`the simulation of payments detects the mutant: ${mutant}`, async () => {
    let found = false
    await runWorlds(paymentWorlds, {
      cluster,
      seeds: seedsFrom(SEED, PLANTED_WORLDS_MAX, () => !found),
      mutant,
      onWorld: (_, { broken }) => {
        found ||= broken.length > 0
      },
    })
    assert.ok(found)
  })
}
