import { schema } from '@hourglass/db'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { StoredOrder } from '../../ledger/index.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { Context } from '../runtime/context.ts'
import { mailAboutRefund } from './payment-mail.ts'
import type { PaymentProvider } from './provider.ts'

const { refunds } = schema

/**
 * Gives the money of returned units back, one refund after the other. Each has its own key, so none is paid twice.
 * @param ref the provider's id of the order's payment
 */
export async function giveRefunds(
  ctx: Context,
  provider: PaymentProvider,
  ref: string,
  order: StoredOrder,
): Promise<void> {
  for (const refund of order.refunds.filter(({ status }) => status === 'pending')) {
    await provider.refund(ref, { key: refund.id, amount: refund.amount })
    const mail = await mailAboutRefund(ctx, order, refund)
    await ctx.db.transaction(async (tx) => {
      const isNew = await end(tx, eq(refunds.id, refund.id), 'done')
      if (mail && isNew) await queueMail({ db: tx, newId: ctx.newId }, mail)
    })
  }
}

/** The provider never had the money of an order, so that nothing of it is owed. */
export async function voidRefunds({ db }: Context, { id }: StoredOrder): Promise<void> {
  await end(db, eq(refunds.orderId, id), 'void')
}

/** @returns whether one was pending */
async function end(db: Pick<Context['db'], 'update'>, which: SQL, status: 'done' | 'void'): Promise<boolean> {
  const { rowCount } = await db
    .update(refunds)
    .set({ status, doneAt: sql`now()` })
    .where(and(which, eq(refunds.status, 'pending')))
  return (rowCount ?? 0) > 0
}
