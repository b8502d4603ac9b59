import type { TestCluster } from '@hourglass/stack/testing'
import { sql } from 'drizzle-orm'
import type { Context } from '../../../src/operations/index.ts'
import { createStage } from '../../stage.ts'
import { replaceClock, type WorldClock } from '../world-clock.ts'
import { keepHistory } from './history.ts'
import { constraintsWithout, type Mutant } from './mutants.ts'

const SERVERS = 3

/** Servers on a database of their own, for one world after another. */
export interface Slot {
  servers: readonly [Context, ...Context[]]
  /** A connection beside those of the servers, with PostgreSQL's real clock. */
  outside: Context
  clock: WorldClock
  stop(): Promise<void>
}

export async function openSlot(cluster: TestCluster, mutant: Mutant | undefined): Promise<Slot> {
  const stage = await createStage({ cluster })
  try {
    const clock = await replaceClock(stage.ctx)
    await keepHistory(stage.ctx)
    for (const statement of constraintsWithout(mutant)) await stage.ctx.db.execute(sql.raw(statement))
    // Sessions opened from now on have the replaced clock.
    const [first, ...others] = await Promise.all(Array.from({ length: SERVERS }, () => stage.anotherServer()))
    if (!first) throw new Error('no server')
    return { servers: [first, ...others], outside: stage.ctx, clock, stop: () => stage.stop() }
  } catch (error) {
    await stage.stop()
    throw error
  }
}
