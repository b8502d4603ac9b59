import { sql } from 'drizzle-orm'
import type { Context } from './context.ts'

export interface Health {
  status: 'ok' | 'error'
  database: 'ok' | 'error'
  redis: 'ok' | 'error'
}

/** Whether both stores answer now, each within its deadline. */
export async function checkHealth(ctx: Pick<Context, 'db' | 'gate'>): Promise<Health> {
  const [database, redis] = await Promise.all([
    ctx.db.execute(sql`SELECT 1`).then(...answers),
    ctx.gate.ping().then(...answers),
  ])
  return { status: database === 'ok' && redis === 'ok' ? 'ok' : 'error', database, redis }
}

const answers = [() => 'ok' as const, () => 'error' as const] as const
