import { type Outcome, ok, type QueueStatsView, type QueueView, saleInput } from '../../contract/index.ts'
import type { SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { drawOf, type Queue } from '../runtime/queues.ts'
import { findQueue } from './find-queue.ts'
import { estimateWait, queueState } from './place-view.ts'

/** The waiting room of a sale as everybody may see it. */
export const readQueue = reading(queueView)

/** The same with the figures that operators steer by. */
export const readQueueStats = reading(queueStats)

function reading<View>(view: (sale: SaleRow, queue: Queue) => View) {
  return async (ctx: Context, raw: unknown): Promise<Outcome<View>> => {
    const input = parse(saleInput, raw)
    if (!input.ok) return input
    try {
      const found = await findQueue(ctx, input.value.id)
      return 'code' in found ? found : ok(view(found.sale, found.queue))
    } catch (error) {
      return ledgerRefusal(error)
    }
  }
}

export function queueView(sale: SaleRow, queue: Queue): QueueView {
  const state = queueState(sale, queue)
  return {
    sale_id: sale.id,
    state,
    joined: queue.joined,
    drawn: queue.drawn,
    digest: queue.digest,
    key: drawOf(sale, queue)?.key ?? null,
    admitted_up_to: queue.admitted,
    rate_per_minute: queue.ratePerMinute,
    estimated_wait_ms: estimateWait(state, queue, queue.joined - queue.admitted),
  }
}

export function queueStats(sale: SaleRow, queue: Queue): QueueStatsView {
  const waiting = queue.joined - queue.admitted
  return { ...queueView(sale, queue), waiting, used: queue.used, expired: queue.expired }
}
