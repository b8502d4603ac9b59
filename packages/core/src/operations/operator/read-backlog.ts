import { sql } from 'drizzle-orm'
import { BACKLOG_COUNT_MAX, type BacklogView } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'

/** A hold expires within this time after its deadline; else it is overdue. */
const OVERDUE_AFTER_MS = 1_000

/** The backlog: overdue holds, undecided orders, undelivered events. Counts are bounded and use indexes. */
export async function readBacklog({ db }: Pick<Context, 'db'>): Promise<BacklogView> {
  const [holds, orders, events] = await Promise.all([
    db.execute<{ overdue: number; ms: number }>(sql`
      SELECT count(*)::int AS overdue, coalesce(extract(epoch FROM now() - min(expires_at)) * 1000, 0)::float8 AS ms
      FROM (
        SELECT expires_at FROM holds WHERE state = 'active' AND expires_at < now() - ${OVERDUE_AFTER_MS} * interval '1 millisecond'
        ORDER BY expires_at LIMIT ${BACKLOG_COUNT_MAX}
      ) AS due`),
    db.execute<{ waiting: number; ms: number }>(sql`
      SELECT count(*)::int AS waiting, coalesce(extract(epoch FROM now() - min(created_at)) * 1000, 0)::float8 AS ms
      FROM orders WHERE status IN ('queued', 'processing')`),
    db.execute<{ consumer: string; waiting: number; age_ms: number }>(sql`
      SELECT c.consumer, count(w.at)::int AS waiting,
        coalesce(extract(epoch FROM now() - min(w.at)) * 1000, 0)::float8 AS age_ms
      FROM relay_cursors c LEFT JOIN LATERAL (
        (SELECT at FROM outbox_events
          WHERE id > c.after_id AND id <= c.last_id AND tx >= c.window_from AND tx < c.window_to
          ORDER BY id LIMIT ${BACKLOG_COUNT_MAX})
        UNION ALL
        (SELECT at FROM outbox_events WHERE tx >= c.window_to ORDER BY tx, id LIMIT ${BACKLOG_COUNT_MAX})
      ) AS w ON true
      GROUP BY c.consumer ORDER BY c.consumer`),
  ])
  return {
    holds_overdue: holds.rows[0]?.overdue ?? 0,
    holds_overdue_ms: Math.round(holds.rows[0]?.ms ?? 0),
    orders_waiting: orders.rows[0]?.waiting ?? 0,
    orders_waiting_ms: Math.round(orders.rows[0]?.ms ?? 0),
    events: events.rows.map((row) => ({ ...row, age_ms: Math.max(0, Math.round(row.age_ms)) })),
  }
}
