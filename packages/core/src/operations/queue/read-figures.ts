import type { Context } from '../runtime/context.ts'
import { estimateWait, queueState } from './place-view.ts'

/** The figures of a waiting room that are monitored. */
export interface QueueFigures {
  saleId: number
  waiting: number
  admitted: number
  used: number
  expired: number
  ratePerMinute: number
  /** Estimated wait of somebody who joins now; null: unknown. */
  waitMs: number | null
  /** Since a server last advanced it; null before the draw. */
  stalledMs: number | null
}

/** Reads the waiting rooms of the open sales, without those of test sales. @throws LedgerUnavailable @throws Busy */
export async function readQueueFigures(ctx: Context): Promise<QueueFigures[]> {
  const found = ctx.sales.open(ctx.clock()).filter(({ door, sandbox }) => door === 'queue' && sandbox === null)
  const queues = await Promise.all(found.map(async (sale) => ({ sale, queue: await ctx.queues.read(sale.id) })))
  return queues.flatMap(({ sale, queue }) => {
    if (!queue) return []
    const { joined, admitted, used, expired, ratePerMinute, now, advancedAt } = queue
    const waitMs = estimateWait(queueState(sale, queue), queue, joined - admitted)
    const stalledMs = advancedAt === null ? null : Math.max(0, now - advancedAt)
    return [{ saleId: sale.id, waiting: joined - admitted, admitted, used, expired, ratePerMinute, waitMs, stalledMs }]
  })
}
