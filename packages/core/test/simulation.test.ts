import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestStores, type TestStores } from '@hourglass/stack/testing'
import { mutants } from './simulation/ledger-rules.ts'
import { seedsFrom } from './simulation/seeds.ts'
import { runWorlds } from './simulation/worlds.ts'

/** Fixed, so that a failure is caused by a change. `npm run test:all` uses other seeds. */
const SEED = Number(process.env.TEST_SEED ?? 1)
const WORLDS = 1_000
/** A missing guard is detected within a few hundred worlds. */
const PLANTED_WORLDS_MAX = 20_000

let stores: TestStores

before(async () => {
  stores = await startTestStores()
})

after(() => stores?.stop())

test(`no promise breaks in ${WORLDS} small worlds from seed ${SEED} with lost replies, delays and crashes`, async () => {
  const found: string[] = []
  const suffered = new Set<string>()
  await runWorlds({
    redisUrl: stores.redisUrl,
    seeds: seedsFrom(SEED, WORLDS),
    onWorld(seed, world) {
      found.push(...world.broken.map((what) => `seed ${seed}: ${what}`))
      for (const kind of world.suffered) suffered.add(kind)
    },
  })
  assert.deepEqual(found, [])
  assert.deepEqual([...suffered].sort(), ['answer', 'crash', 'cut', 'flush', 'rollback'])
})

for (const mutant of mutants) {
  test(`the simulation detects the mutant: ${mutant}`, async () => {
    let found = false
    await runWorlds({
      redisUrl: stores.redisUrl,
      seeds: seedsFrom(SEED, PLANTED_WORLDS_MAX, () => !found),
      mutant,
      onWorld: (_, { broken }) => {
        found ||= broken.length > 0
      },
    })
    assert.ok(found)
  })
}
