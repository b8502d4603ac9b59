import { schema } from '@hourglass/db'
import { and, inArray, isNotNull } from 'drizzle-orm'
import type { StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

const { payments } = schema

/** Where the buyers of orders that await their payment pay, by order. Those whose payment is not created yet have none. */
export async function paymentLinks(
  ctx: Pick<Context, 'db'>,
  orders: readonly Pick<StoredOrder, 'id' | 'status'>[],
): Promise<ReadonlyMap<string, string>> {
  const ids = orders.filter(({ status }) => status === 'awaiting_payment').map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const found = await ctx.db
    .select({ id: payments.orderId, url: payments.url })
    .from(payments)
    .where(and(inArray(payments.orderId, ids), isNotNull(payments.url)))
  return new Map(found.map(({ id, url }) => [id, url ?? '']))
}
