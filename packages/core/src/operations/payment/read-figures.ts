import { sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'

/** Most payments that are counted. */
const COUNT_MAX = 10_000
/** Attempts after which a step counts as failing: about five minutes. */
const FAILING_ATTEMPTS = 10

/** The figures of payments that are monitored. */
export interface PaymentFigures {
  /** Payments with a step left, at most {@link COUNT_MAX}. */
  waiting: number
  /** How long the step that has waited longest has been due. */
  overdueMs: number
  /** Payments whose step has failed {@link FAILING_ATTEMPTS} times in a row. */
  failing: number
  /** Payments of the last week whose money the provider no longer had. */
  lost: number
}

/** Reads them by indexes. null: this server takes no payments. @throws when PostgreSQL is unavailable */
export async function readPaymentFigures({ db, payments }: Context): Promise<PaymentFigures | null> {
  if (!payments) return null
  const { rows } = await db.execute<{ waiting: number; overdue_ms: number; failing: number; lost: number }>(sql`
    SELECT count(*)::int AS waiting,
      greatest(0, coalesce(extract(epoch FROM now() - min(due_at)) * 1000, 0))::float8 AS overdue_ms,
      count(*) FILTER (WHERE attempts >= ${FAILING_ATTEMPTS})::int AS failing,
      (SELECT count(*)::int FROM payments WHERE state = 'lost' AND changed_at > now() - interval '7 days') AS lost
    FROM (SELECT due_at, attempts FROM payments WHERE due_at IS NOT NULL ORDER BY due_at LIMIT ${COUNT_MAX}) AS due`)
  const { waiting = 0, overdue_ms: overdueMs = 0, failing = 0, lost = 0 } = rows[0] ?? {}
  return { waiting, overdueMs, failing, lost }
}
