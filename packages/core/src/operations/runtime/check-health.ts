import { schema } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import type { Context } from './context.ts'

const { healthProbes } = schema

/** More than half an 8 KiB page, so that no two rows share one and every probe extends the table. */
const FILLER_BYTES = 4_200

export interface Health {
  status: 'ok' | 'error'
  database: 'ok' | 'error'
  redis: 'ok' | 'error'
  /** Which database serves sales that are over; omitted without a replica. It never causes `error`: the primary has all data. */
  history?: 'replica' | 'primary'
}

/**
 * Checks that both stores respond within their deadlines and that PostgreSQL can commit. The probe writes a row, so that a full disk, a
 * read-only server or a failing WAL flush is an error here, as it is for a purchase.
 */
export async function checkHealth(ctx: Pick<Context, 'db' | 'gate' | 'history'>): Promise<Health> {
  const filler = sql`decode(repeat('00', ${FILLER_BYTES}::int), 'hex')`
  const [database, redis, replica] = await Promise.all([
    ctx.db.execute(sql`INSERT INTO ${healthProbes} (filler) VALUES (${filler})`).then(...answers),
    ctx.gate.ping().then(...answers),
    ctx.history.check(),
  ])
  const status = database === 'ok' && redis === 'ok' ? 'ok' : 'error'
  return { status, database, redis, ...(replica && { history: replica.used ? 'replica' : 'primary' }) }
}

const answers = [() => 'ok' as const, () => 'error' as const] as const
