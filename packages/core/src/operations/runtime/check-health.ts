import { schema } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import type { Context } from './context.ts'

const { healthProbes } = schema

/** More than half a page of 8 KiB: no two rows fit one, so that each makes the table grow. */
const FILLER_BYTES = 4_200

export interface Health {
  status: 'ok' | 'error'
  database: 'ok' | 'error'
  redis: 'ok' | 'error'
  /** Where sales that are over are read; left out where there is no replica. Not a reason for `error`: the primary has all of it. */
  history?: 'replica' | 'primary'
}

/**
 * Whether both stores answer now, each within its deadline, and PostgreSQL commits: a row is written, so that a full disk, a
 * read-only server or a WAL that cannot be flushed is an error here as it is for a purchase.
 */
export async function checkHealth(ctx: Pick<Context, 'db' | 'gate' | 'history'>): Promise<Health> {
  const filler = sql`decode(repeat('00', ${FILLER_BYTES}::int), 'hex')`
  const [database, redis, replica] = await Promise.all([
    ctx.db.execute(sql`INSERT INTO ${healthProbes} (filler) VALUES (${filler})`).then(...answers),
    ctx.gate.ping().then(...answers),
    ctx.history.look(),
  ])
  const status = database === 'ok' && redis === 'ok' ? 'ok' : 'error'
  return { status, database, redis, ...(replica && { history: replica.used ? 'replica' : 'primary' }) }
}

const answers = [() => 'ok' as const, () => 'error' as const] as const
