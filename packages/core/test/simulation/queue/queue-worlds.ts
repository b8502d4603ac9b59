import type { DatabaseWorlds } from '../database-worlds.ts'
import { type Mutant, mutants, without } from './mutants.ts'
import { openSlot, type Slot } from './slot.ts'
import { runWorld } from './world.ts'

/** Worlds of waiting rooms. */
export const queueWorlds: DatabaseWorlds<Slot, Mutant> = {
  mutants,
  faults: {
    'lose a server that advances': 'a server is lost while it advances',
    'lose all connections': 'all connections are lost',
  },
  openSlot,
  runWorld,
  without,
}
