import type pg from 'pg'
import { disable } from '../delivery/disable.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Log } from '../log.ts'
import { tidyMail } from '../mail/tidy-mail.ts'
import type { Measures } from '../measures.ts'
import { inBatches } from './in-batches.ts'
import { backlogs, pruneDeliveries, pruneEvents, pruneOrphans } from './upkeep.sql.ts'

/** Retention of events and the delivery log, in days: longer than the retry schedule, and enough time to notice a problem. */
const RETENTION_DAYS = 7
const DAY_MS = 24 * 3_600_000
/** Most waiting deliveries of one webhook. One that is further behind will not catch up and is disabled. */
export const BACKLOG_MAX = 100_000

const prune = (pool: pg.Pool, statement: string, first: unknown) =>
  inBatches(async (rowsMax) => (await pool.query(statement, [first, rowsMax])).rowCount ?? 0)

/** The smallest UUIDv7 of a time. */
function uuidAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** Expires and prunes mail, prunes old events and deliveries, removes the queues of deleted webhooks, and disables webhooks with a large backlog. */
export async function tidy(
  pool: pg.Pool,
  jobs: Jobs,
  telemetry: { log: Log; measures: Measures },
  now: Date,
  backlogMax = BACKLOG_MAX,
): Promise<void> {
  await tidyMail(pool, telemetry)
  for (const { id } of (await pool.query<{ id: string }>(backlogs.text, [backlogMax])).rows)
    await disable(pool, telemetry, { webhookId: id, reason: 'backlog' })
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM webhooks')
  const existing = new Set(rows.map(({ id }) => id))
  for (const webhookId of (await jobs.queues()).filter((id) => !existing.has(id))) {
    await prune(pool, pruneOrphans.text, webhookId)
    await jobs.removeQueue(webhookId)
  }
  await prune(pool, pruneEvents.text, RETENTION_DAYS)
  await prune(pool, pruneDeliveries.text, uuidAt(now.getTime() - RETENTION_DAYS * DAY_MS))
}
