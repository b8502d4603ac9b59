import { seedsFrom, type Worlds } from '../seeds.ts'
import { type Mutant, mutants } from './mutants.ts'
import { startWorldCluster } from './slot.ts'
import { runWorlds } from './worlds.ts'

/** Worlds of waiting rooms. They wait for PostgreSQL, so that one thread is enough. */
export const queueWorlds: Worlds = {
  mutants,
  faults: {
    'lose a server that advances': 'a server is lost while it advances',
    'lose all connections': 'all connections are lost',
  },
  async run({ first, count, seconds, mutant, onWorld }) {
    const cluster = await startWorldCluster()
    const until = performance.now() + seconds * 1_000
    const seeds = seedsFrom(first, count, () => performance.now() < until)
    await runWorlds({ cluster, seeds, mutant: mutant as Mutant | undefined, onWorld })
    await cluster.stop()
  },
  async trace({ mutant, ...options }) {
    const cluster = await startWorldCluster()
    await runWorlds({ ...options, cluster, mutant: mutant as Mutant | undefined })
    await cluster.stop()
  },
}
