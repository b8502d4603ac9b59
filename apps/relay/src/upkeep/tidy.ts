import type pg from 'pg'
import { disable } from '../delivery/disable.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Log } from '../log.ts'
import type { Measures } from '../measures.ts'
import { backlogs, pruneDeliveries, pruneEvents, pruneOrphans } from './upkeep.sql.ts'

/** Days that events and the delivery log are kept: longer than any schedule of retries, and a week to notice. */
const RETENTION_DAYS = 7
const DAY_MS = 24 * 3_600_000
/** Rows deleted by one statement, so that none is long, and statements of one tidying: a busy day's events take hours. */
const PRUNE_ROWS_MAX = 2_000
const PRUNE_ROUNDS_MAX = 50
/** Deliveries that wait for one webhook. One that is further behind will not catch up, and is disabled. */
export const BACKLOG_MAX = 100_000

async function inBatches(pool: pg.Pool, statement: string, first: unknown): Promise<void> {
  for (let round = 0; round < PRUNE_ROUNDS_MAX; round++) {
    const { rowCount } = await pool.query(statement, [first, PRUNE_ROWS_MAX])
    if ((rowCount ?? 0) < PRUNE_ROWS_MAX) return
  }
}

/** The first UUID of version 7 of a moment. */
function uuidAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** Prunes what is old, removes what belonged to removed webhooks, disables those that are too far behind. */
export async function tidy(
  pool: pg.Pool,
  jobs: Jobs,
  told: { log: Log; measures: Measures },
  now: Date,
  backlogMax = BACKLOG_MAX,
): Promise<void> {
  for (const { id } of (await pool.query<{ id: string }>(backlogs.text, [backlogMax])).rows)
    await disable(pool, told, { webhookId: id, reason: 'backlog' })
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM webhooks')
  const there = new Set(rows.map(({ id }) => id))
  for (const webhookId of (await jobs.queues()).filter((id) => !there.has(id))) {
    await inBatches(pool, pruneOrphans.text, webhookId)
    await jobs.removeQueue(webhookId)
  }
  await inBatches(pool, pruneEvents.text, RETENTION_DAYS)
  await inBatches(pool, pruneDeliveries.text, uuidAt(now.getTime() - RETENTION_DAYS * DAY_MS))
}
