import { type Refused, refuse } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import type { Queue } from '../runtime/queues.ts'

/** A sale and its waiting room. @throws LedgerUnavailable @throws Busy */
export async function findQueue(ctx: Context, saleId: number): Promise<{ sale: Sale; queue: Queue } | Refused> {
  const sale = await ctx.sales.get(saleId)
  if (!sale) return refuse('sale_not_found')
  const queue = await ctx.queues.read(saleId)
  return queue ? { sale, queue } : refuse('queue_not_found')
}
