import { sql } from 'drizzle-orm'
import { BACKLOG_COUNT_MAX, type BacklogView } from '../../contract/index.ts'
import type { Context } from '../context.ts'

/** What waits although it should not: holds past their time, events that nobody has passed on. Counted up to a bound, by index. */
export async function readBacklog({ db }: Pick<Context, 'db'>): Promise<BacklogView> {
  const [holds, events] = await Promise.all([
    db.execute<{ overdue: number; ms: number }>(sql`
      SELECT count(*)::int AS overdue, coalesce(extract(epoch FROM now() - min(expires_at)) * 1000, 0)::float8 AS ms
      FROM (
        SELECT expires_at FROM holds WHERE status = 'ACTIVE' AND expires_at < now()
        ORDER BY expires_at LIMIT ${BACKLOG_COUNT_MAX}
      ) AS due`),
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
    events: events.rows.map((row) => ({ ...row, age_ms: Math.max(0, Math.round(row.age_ms)) })),
  }
}
