import type { schema } from '@hourglass/db'
import { orderNumberOf } from '../../domain/index.ts'
import type { StoredOrder, StoredRefund } from '../../ledger/index.ts'
import { mailToBuyer } from '../mail/mail-to-buyer.ts'
import { type FailedPayment, paymentFailedMail, receiptMail, refundMail } from '../mail/order-mails.ts'
import type { QueuedMail } from '../mail/queue-mail.ts'
import type { Context } from '../runtime/context.ts'
import { isPlayMoney, lineView } from '../sale/views.ts'

type Payment = typeof schema.payments.$inferSelect

/**
 * What the buyer gets by mail when a payment reaches a state: a receipt once the money is captured, and why there is none.
 * @returns null without a mail
 */
export async function mailAbout(
  ctx: Context,
  { orderId }: Pick<Payment, 'orderId'>,
  state: Payment['state'],
): Promise<QueuedMail | null> {
  if (!ctx.settings.mail || (state !== 'captured' && state !== 'canceled' && state !== 'release')) return null
  const order = await ctx.ledger.readOrder(orderId)
  const sale = order && (await ctx.sales.get(order.saleId))
  if (!sale) return null
  const total = { amount: order.total, currency: sale.currency }
  const about = { number: orderNumberOf(orderId), playMoney: isPlayMoney(ctx, sale.payment), total }
  if (state === 'captured')
    return mailToBuyer(ctx, order, {
      kind: 'receipt',
      key: orderId,
      content: (storefront) =>
        receiptMail({
          ...about,
          items: order.lines.map((line) => lineView(sale, line)),
          url: `${storefront}/orders/${orderId}`,
        }),
    })
  const why = whyNot(order, state)
  return (
    why &&
    mailToBuyer(ctx, order, {
      kind: 'payment_failed',
      key: `${why} ${orderId}`,
      content: (storefront) =>
        paymentFailedMail({
          ...about,
          why,
          sale: { name: sale.name ?? `Drop ${sale.id}`, url: `${storefront}/sales/${sale.id}` },
        }),
    })
  )
}

/** What the buyer gets by mail when money was given back. @returns null without a mail */
export async function mailAboutRefund(
  ctx: Context,
  order: StoredOrder,
  { id, amount, lines, reason }: StoredRefund,
): Promise<QueuedMail | null> {
  if (!ctx.settings.mail) return null
  const sale = await ctx.sales.get(order.saleId)
  if (!sale) return null
  return mailToBuyer(ctx, order, {
    kind: 'refund',
    key: id,
    content: (storefront) =>
      refundMail({
        number: orderNumberOf(order.id),
        playMoney: isPlayMoney(ctx, sale.payment),
        amount: { amount, currency: sale.currency },
        items: lines.map(({ itemId, quantity }) =>
          lineView(sale, { itemId, quantity, price: order.lines.find((line) => line.itemId === itemId)?.price }),
        ),
        reason,
        url: `${storefront}/orders/${order.id}`,
      }),
  })
}

/** @returns null: the buyer knows, such as one who has canceled the order */
function whyNot({ status, reason }: StoredOrder, state: 'canceled' | 'release'): FailedPayment['why'] | null {
  if (status === 'failed') return reason === 'amount_mismatch' ? 'amount_mismatch' : 'declined'
  if (status !== 'expired') return null
  return state === 'release' ? 'late' : 'expired'
}
