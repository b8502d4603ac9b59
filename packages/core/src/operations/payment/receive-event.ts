import { schema } from '@hourglass/db'
import { and, eq, or, sql } from 'drizzle-orm'
import { type Outcome, ok, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { BadSignature } from './provider.ts'

const { paymentEvents, payments } = schema

/**
 * Stores an event of the provider, once, and makes the next step of its payment due. An event of an unknown payment is stored and changes
 * nothing.
 * @param raw the body as it was sent
 */
export async function receivePaymentEvent(
  ctx: Context,
  raw: Buffer,
  headers: Record<string, string | string[] | undefined>,
): Promise<Outcome<Record<string, never>>> {
  const provider = ctx.payments
  if (!provider) return refuse('route_not_found')
  try {
    const event = provider.event(raw, headers)
    if (!event) return ok({})
    const { id, ref, type, orderId } = event
    await ctx.db.transaction(async (tx) => {
      const values = { provider: provider.name, id, ref, type }
      const { rowCount } = await tx.insert(paymentEvents).values(values).onConflictDoNothing()
      if (rowCount === 0) return
      await tx
        .update(payments)
        .set({ dueAt: sql`now()`, hints: sql`${payments.hints} + 1` })
        .where(and(eq(payments.orderId, orderId), or(eq(payments.provider, provider.name), eq(payments.state, 'new'))))
    })
    return ok({})
  } catch (error) {
    if (!(error instanceof BadSignature)) throw error
    return refuse('signature_invalid')
  }
}
