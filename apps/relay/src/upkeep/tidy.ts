import type pg from 'pg'
import { disable } from '../delivery/disable.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Log } from '../log.ts'
import type { Measures } from '../measures.ts'
import { backlogs, pruneDeliveries, pruneEvents, pruneOrphans } from './upkeep.sql.ts'

/** Retention of events and the delivery log, in days: longer than the retry schedule, and enough time to notice a problem. */
const RETENTION_DAYS = 7
const DAY_MS = 24 * 3_600_000
/** Rows per DELETE, to keep each statement short, and statements per run. Pruning the events of a busy day may take hours. */
const PRUNE_ROWS_MAX = 2_000
const PRUNE_ROUNDS_MAX = 50
/** Most waiting deliveries of one webhook. One that is further behind will not catch up and is disabled. */
export const BACKLOG_MAX = 100_000

async function inBatches(pool: pg.Pool, statement: string, first: unknown): Promise<void> {
  for (let round = 0; round < PRUNE_ROUNDS_MAX; round++) {
    const { rowCount } = await pool.query(statement, [first, PRUNE_ROWS_MAX])
    if ((rowCount ?? 0) < PRUNE_ROWS_MAX) return
  }
}

/** The smallest UUIDv7 of a time. */
function uuidAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** Prunes old events and deliveries, removes the queues of deleted webhooks, and disables webhooks with a large backlog. */
export async function tidy(
  pool: pg.Pool,
  jobs: Jobs,
  telemetry: { log: Log; measures: Measures },
  now: Date,
  backlogMax = BACKLOG_MAX,
): Promise<void> {
  for (const { id } of (await pool.query<{ id: string }>(backlogs.text, [backlogMax])).rows)
    await disable(pool, telemetry, { webhookId: id, reason: 'backlog' })
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM webhooks')
  const existing = new Set(rows.map(({ id }) => id))
  for (const webhookId of (await jobs.queues()).filter((id) => !existing.has(id))) {
    await inBatches(pool, pruneOrphans.text, webhookId)
    await jobs.removeQueue(webhookId)
  }
  await inBatches(pool, pruneEvents.text, RETENTION_DAYS)
  await inBatches(pool, pruneDeliveries.text, uuidAt(now.getTime() - RETENTION_DAYS * DAY_MS))
}
