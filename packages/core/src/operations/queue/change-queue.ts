import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import { type Outcome, ok, type QueueStatsView, queueChangeInput, type Refused, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { lockSale } from '../sale/edit-sale.ts'
import { queueStats } from './read-queue.ts'

const { queueAdmissions, queues, sales } = schema

/**
 * Changes a waiting room: its rate, whether it admits, admits everybody who waits now, or opens the door for good. Repeating a change is
 * safe.
 */
export async function changeQueue(ctx: Context, raw: unknown): Promise<Outcome<QueueStatsView>> {
  const input = parse(queueChangeInput, raw)
  if (!input.ok) return input
  const { id, rate_per_minute: ratePerMinute, paused, admit_all: admitAll, door } = input.value
  try {
    const refused = await ctx.db.transaction(async (tx): Promise<Refused | null> => {
      const sale = await lockSale(ctx, tx, id)
      if (!sale) return refuse('sale_not_found')
      const [queue] = await tx.select().from(queues).where(eq(queues.saleId, id)).for('no key update')
      if (!queue) return refuse('queue_not_found')
      if (sale.over) return refuse('sale_closed')
      if (admitAll && queue.drawn === null) return refuse('draw_pending')
      if (ratePerMinute !== undefined) await tx.update(queues).set({ ratePerMinute }).where(eq(queues.saleId, id))
      if (paused !== undefined) {
        const pausedAt = paused ? (queue.pausedAt ?? sql`now()`) : null
        await tx.update(queues).set({ pausedAt }).where(eq(queues.saleId, id))
      }
      if (admitAll && queue.admitted < queue.joined) {
        const { joined: upTo, admitted: after } = queue
        await tx.insert(queueAdmissions).values({ saleId: id, upTo, after, at: sql`clock_timestamp()` as never })
        await tx.update(queues).set({ admitted: upTo }).where(eq(queues.saleId, id))
      }
      if (door === 'open') await tx.update(sales).set({ door: 'opened' }).where(eq(sales.id, id))
      return null
    })
    if (refused) return refused
    const sale = await ctx.sales.refresh(id)
    const queue = await ctx.queues.refresh(id)
    return sale && queue ? ok(queueStats(sale, queue)) : refuse('queue_not_found')
  } catch (error) {
    return ledgerRefusal(error)
  }
}
