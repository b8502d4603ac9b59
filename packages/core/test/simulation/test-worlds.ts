import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestCluster } from '@hourglass/stack/testing'
import { type DatabaseWorlds, runWorlds } from './database-worlds.ts'
import { seedsFrom } from './seeds.ts'
import { startWorldCluster } from './world-cluster.ts'

/** Fixed, so that a failure is caused by a change. `npm run test:all` uses other seeds. */
const SEED = Number(process.env.TEST_SEED ?? 1)
/** A missing guard is detected within some dozens of worlds. */
const PLANTED_WORLDS_MAX = 2_000

/** Tests that no promise breaks in some worlds, that they suffer every kind of fault, and that each mutant breaks one. */
export function testWorlds<Slot extends { stop(): Promise<void> }, Mutant extends string>(
  kind: DatabaseWorlds<Slot, Mutant>,
  { worlds, of }: { worlds: number; of: string },
): void {
  let cluster: TestCluster
  before(async () => {
    cluster = await startWorldCluster()
  })
  after(() => cluster?.stop())

  test(`no promise breaks in ${worlds} small ${of} from seed ${SEED}, whatever fails`, async () => {
    const found: string[] = []
    const suffered = new Set<string>()
    await runWorlds(kind, {
      cluster,
      seeds: seedsFrom(SEED, worlds),
      onWorld(seed, world) {
        found.push(...world.broken.map((what) => `seed ${seed}: ${what}`))
        for (const fault of world.suffered) suffered.add(fault)
      },
    })
    assert.deepEqual(found, [])
    assert.deepEqual([...suffered].sort(), Object.keys(kind.faults).sort())
  })

  for (const mutant of kind.mutants) {
    test(`the simulation of ${of} detects the mutant: ${mutant}`, async () => {
      let found = false
      await runWorlds(kind, {
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
}
