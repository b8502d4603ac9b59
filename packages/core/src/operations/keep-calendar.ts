import { schema } from '@hourglass/db'
import { and, isNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Context } from './context.ts'

const { sales, outboxEvents } = schema

/**
 * Tells of sales that have opened and closes those whose end has come, each once, however many servers do it. That a sale is open
 * or over does not wait for this: gate and ledger go by their clocks.
 * @returns how many were told of
 */
export async function keepCalendar(ctx: Context): Promise<number> {
  const begun = and(isNull(sales.openedAt), lte(sales.startsAt, sql`now()`))
  const over = and(isNull(sales.closedAt), lte(sales.endsAt, sql`now()`))
  const opened = await tell(ctx, 'sale.opened', { set: { openedAt: sql`now()` }, where: begun })
  return opened + (await tell(ctx, 'sale.closed', { set: { closedAt: sql`now()` }, where: over }))
}

function tell(
  ctx: Context,
  type: 'sale.opened' | 'sale.closed',
  change: { set: { openedAt?: SQL; closedAt?: SQL }; where: SQL | undefined },
): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const turned = await tx
      .update(sales)
      .set(change.set)
      .where(change.where)
      .returning({ id: sales.id, kind: sales.kind })
    const events = turned.map(({ id, kind }) => {
      return { saleId: id, type, subject: String(id), data: { sale_id: id, kind } }
    })
    if (events.length > 0) await tx.insert(outboxEvents).values(events)
    return turned.length
  })
}
