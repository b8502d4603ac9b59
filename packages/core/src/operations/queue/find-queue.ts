import { type RefusalCode, type Refused, refuse } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import type { Queue } from '../runtime/queues.ts'

/**
 * A sale and its waiting room.
 * @param none the refusal if the sale has never had one
 * @throws LedgerUnavailable @throws Busy
 */
export async function findQueue(
  ctx: Context,
  saleId: number,
  none: RefusalCode = 'queue_not_found',
): Promise<{ sale: Sale; queue: Queue } | Refused> {
  const sale = await ctx.sales.get(saleId)
  if (!sale) return refuse('sale_not_found')
  const queue = await ctx.queues.read(saleId)
  return queue ? { sale, queue } : refuse(none)
}
