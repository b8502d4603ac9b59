import type { TestCluster } from '@hourglass/stack/testing'
import type { Found } from '../seeds.ts'
import { type Mutant, without } from './mutants.ts'
import { openSlot } from './slot.ts'
import { runWorld } from './world.ts'

/** Worlds that run at the same time, each with a database of its own. */
const SLOTS = 2

export interface WorldsOptions {
  cluster: TestCluster
  /** Seeds to run, one per world; may be infinite. */
  seeds: Iterator<number>
  mutant?: Mutant | undefined
  trace?: (line: string) => void
  /** Called for each finished world. */
  onWorld(seed: number, found: Found): void
}

/** Runs one world per seed until there are no more seeds. An exception in a world counts as a broken promise. */
export function runWorlds({ cluster, seeds, mutant, trace, onWorld }: WorldsOptions): Promise<void> {
  async function run(): Promise<void> {
    const slot = await openSlot(cluster, mutant)
    try {
      for (let next = seeds.next(); !next.done; next = seeds.next()) {
        const seed = next.value
        const found = await runWorld(slot, seed, trace).catch((error: Error) => {
          return { broken: [String(error.stack)], steps: 0, suffered: [] }
        })
        onWorld(seed, found)
      }
    } finally {
      await slot.stop()
    }
  }
  return without(mutant, async () => {
    await Promise.all(Array.from({ length: trace ? 1 : SLOTS }, run))
  })
}
