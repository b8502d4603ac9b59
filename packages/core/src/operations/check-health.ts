import { sql } from 'drizzle-orm'
import type { Context } from './context.ts'

export interface Health {
  status: 'ok' | 'error'
  database: 'ok' | 'error'
  redis: 'ok' | 'error'
  /** Where sales that are over are read; left out where there is no replica. Not a reason for `error`: the primary has all of it. */
  history?: 'replica' | 'primary'
}

/** Whether both stores answer now, each within its deadline. */
export async function checkHealth(ctx: Pick<Context, 'db' | 'gate' | 'history'>): Promise<Health> {
  const [database, redis, replica] = await Promise.all([
    ctx.db.execute(sql`SELECT 1`).then(...answers),
    ctx.gate.ping().then(...answers),
    ctx.history.look(),
  ])
  const status = database === 'ok' && redis === 'ok' ? 'ok' : 'error'
  return { status, database, redis, ...(replica && { history: replica.used ? 'replica' : 'primary' }) }
}

const answers = [() => 'ok' as const, () => 'error' as const] as const
