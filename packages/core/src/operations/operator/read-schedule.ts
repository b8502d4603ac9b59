import { schema } from '@hourglass/db'
import { and, eq, inArray } from 'drizzle-orm'
import type { ScheduleView } from '../../contract/index.ts'
import { currentStart, nextStart } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'

const { sales } = schema

/** The hourly sales of this period and the next, and whether they have been created. */
export async function readSchedule(ctx: Pick<Context, 'db' | 'clock' | 'settings'>): Promise<ScheduleView> {
  const { salePeriodMs } = ctx.settings
  const now = ctx.clock()
  const [current, next] = [currentStart(now, salePeriodMs), nextStart(now, salePeriodMs)]
  const made = await ctx.db
    .select({ id: sales.id, startsAt: sales.startsAt })
    .from(sales)
    .where(and(eq(sales.kind, 'hourly'), inArray(sales.startsAt, [current, next])))
  const at = (start: Date) => ({
    starts_at: start.toISOString(),
    sale_id: made.find(({ startsAt }) => startsAt.getTime() === start.getTime())?.id ?? null,
  })
  return { now: now.toISOString(), period_ms: salePeriodMs, current: at(current), next: at(next) }
}
