import type { DatabaseWorlds } from '../database-worlds.ts'
import { type Mutant, mutants, without } from './mutants.ts'
import { openSlot, type Slot } from './slot.ts'
import { runWorld } from './world.ts'

/** Worlds of sales that take payment. */
export const paymentWorlds: DatabaseWorlds<Slot, Mutant> = {
  mutants,
  faults: {
    'kill a server that settles payments': 'a server that settles is killed',
    'kill a server that refunds': 'a server that refunds is killed',
    'the provider is away': 'the provider is away',
    'flush Redis': 'Redis is flushed',
    'lose all connections': 'all connections are lost',
  },
  openSlot,
  runWorld,
  without,
}
