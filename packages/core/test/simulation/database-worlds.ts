import type { TestCluster } from '@hourglass/stack/testing'
import { type Found, seedsFrom, type Worlds } from './seeds.ts'
import { startWorldCluster } from './world-cluster.ts'

/** Worlds that run at the same time, each with a database of its own. */
const SLOTS = 2

/** A kind of worlds that run on a real PostgreSQL. A slot has the servers and the database for one world after another. */
export interface DatabaseWorlds<Slot extends { stop(): Promise<void> }, Mutant extends string> {
  mutants: readonly Mutant[]
  /** What each fault is, by its kind. */
  faults: Record<string, string>
  openSlot(cluster: TestCluster, mutant: Mutant | undefined): Promise<Slot>
  runWorld(slot: Slot, seed: number, trace?: (line: string) => void): Promise<Found>
  /** Runs work while a guard of the ledger is missing. */
  without<T>(mutant: Mutant | undefined, work: () => Promise<T>): Promise<T>
}

interface Options<Mutant> {
  cluster: TestCluster
  /** Seeds to run, one per world; may be infinite. */
  seeds: Iterator<number>
  mutant?: Mutant | undefined
  trace?: (line: string) => void
  /** Called for each finished world. */
  onWorld(seed: number, found: Found): void
}

/** Runs one world per seed until there are no more seeds. An exception in a world counts as a broken promise. */
export function runWorlds<Slot extends { stop(): Promise<void> }, Mutant extends string>(
  { openSlot, runWorld, without }: DatabaseWorlds<Slot, Mutant>,
  { cluster, seeds, mutant, trace, onWorld }: Options<Mutant>,
): Promise<void> {
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

/** As `pnpm verify simulation` runs them. They wait for PostgreSQL, so that one thread is enough. */
export function worldsOf<Slot extends { stop(): Promise<void> }, Mutant extends string>(
  kind: DatabaseWorlds<Slot, Mutant>,
): Worlds {
  return {
    mutants: kind.mutants,
    faults: kind.faults,
    async run({ first, count, seconds, mutant, onWorld }) {
      const cluster = await startWorldCluster()
      const until = performance.now() + seconds * 1_000
      const seeds = seedsFrom(first, count, () => performance.now() < until)
      await runWorlds(kind, { cluster, seeds, mutant: mutant as Mutant | undefined, onWorld })
      await cluster.stop()
    },
    async trace({ mutant, ...options }) {
      const cluster = await startWorldCluster()
      await runWorlds(kind, { ...options, cluster, mutant: mutant as Mutant | undefined })
      await cluster.stop()
    },
  }
}
