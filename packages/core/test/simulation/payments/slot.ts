import type { TestCluster } from '@hourglass/stack/testing'
import { sql } from 'drizzle-orm'
import type { Context } from '../../../src/operations/index.ts'
import { PLAY_MONEY } from '../../paid-sale.ts'
import { createStage, type Stage } from '../../stage.ts'
import { replaceClock, type WorldClock } from '../world-clock.ts'
import { type Mutant, mutated } from './mutants.ts'
import { watchMoney } from './watch-money.ts'

const SERVERS = 3
export const PAYMENT_MS = 60_000
export const CANCEL_MS = 120_000

/** Servers and a payment provider on a database of their own, for one world after another. */
export interface Slot {
  servers: readonly [Context, ...Context[]]
  /** A connection beside those of the servers, with PostgreSQL's real clock. */
  outside: Context
  redis: Stage['redis']
  clock: WorldClock
  stop(): Promise<void>
}

export async function openSlot(cluster: TestCluster, mutant: Mutant | undefined): Promise<Slot> {
  const stage = await createStage({ cluster })
  try {
    const clock = await replaceClock(stage.ctx)
    // A default keeps the clock that it was made with.
    await stage.ctx.db.execute(sql`ALTER TABLE payments ALTER COLUMN due_at SET DEFAULT worlds.now()`)
    await watchMoney(stage.ctx)
    const settings = { paymentMs: PAYMENT_MS, cancelMs: CANCEL_MS, takeLeaseMs: 0 }
    const open = async (): Promise<Context> => {
      const server = await stage.anotherServer(settings, { payments: PLAY_MONEY })
      return mutated(mutant, { ...server, clock: () => new Date(clock.now()) })
    }
    // Sessions opened from now on have the replaced clock.
    const [first, ...others] = await Promise.all(Array.from({ length: SERVERS }, open))
    if (!first) throw new Error('no server')
    const { ctx: outside, redis } = stage
    return { servers: [first, ...others], outside, redis, clock, stop: () => stage.stop() }
  } catch (error) {
    await stage.stop()
    throw error
  }
}

/** Terminates the sessions of all servers. */
export const loseConnections = ({ outside }: Slot): Promise<unknown> =>
  outside.db.execute(sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'hourglass-%'`)
