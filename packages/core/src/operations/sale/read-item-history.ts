import { type Database, schema } from '@hourglass/db'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import {
  type ItemEventView,
  type ItemHistoryView,
  itemHistoryInput,
  type Outcome,
  ok,
  refuse,
} from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { saleOfShownItem } from './read-items.ts'
import { positionOf } from './views.ts'

const { accounts, accountGuests, orders, orderLines } = schema

/** A page of units that an item has sold. */
interface SoldPage {
  saleId: number
  itemId: number
  /** The last unit of the previous page; 0: none. */
  after: number
  rowsMax: number
}

/**
 * The history of an item by the ledger, oldest first: when it was offered, and when each unit sold. It names a buyer only
 * if their account shows its name.
 */
export async function readItemHistory(ctx: Context, raw: unknown): Promise<Outcome<ItemHistoryView>> {
  const input = parse(itemHistoryInput, raw)
  if (!input.ok) return input
  const { id, limit, cursor } = input.value
  const sale = await saleOfShownItem(ctx, id)
  if (!sale) return refuse('item_not_found')
  const { currency, openedAt } = sale
  const page = { saleId: sale.id, itemId: id, after: cursor ?? 0, rowsMax: limit + 1 }
  const sold = await ctx.history.read(sale, (db) => soldUnits(db, page))
  const eventOf = (
    type: ItemEventView['type'],
    event: { at: Date; amount: number; unit: number | null; owner: string | null },
  ) => ({
    type,
    at: event.at.toISOString(),
    price: { amount: event.amount, currency },
    unit: event.unit,
    owner: event.owner,
  })
  const events = sold.slice(0, limit).map((row) => eventOf('sold', row))
  const next_cursor = sold.length > limit ? (events.at(-1)?.unit ?? null) : null
  if (openedAt && cursor === undefined)
    events.unshift(
      eventOf('offered', { at: openedAt, amount: sale.prices[positionOf(sale, id)] ?? 0, unit: null, owner: null }),
    )
  return ok({ item_id: id, events, next_cursor })
}

/** The time that an order of a line was confirmed. A subquery, because the planner may join a page with all orders of the sale. */
const soldAt = sql`(
  SELECT ${orders.changedAt} FROM ${orders} WHERE ${orders.saleId} = ${orderLines.saleId} AND ${orders.id} = ${orderLines.orderId}
)`.mapWith(orders.changedAt)

/** The name that the buyer's account shows. A guest's orders are those of the account that it is linked to. */
const shownOwner = sql<string | null>`(
  SELECT nullif(${accounts.name}, '') FROM ${accounts}
  WHERE ${accounts.showsName} AND ${accounts.id} = (
    SELECT coalesce((SELECT ${accountGuests.accountId} FROM ${accountGuests} WHERE ${accountGuests.guestId} = ${orders.userId}), ${orders.userId})
    FROM ${orders} WHERE ${orders.saleId} = ${orderLines.saleId} AND ${orders.id} = ${orderLines.orderId}
  )
)`

/** Along the primary key of the lines, then to each order by its own: a page costs the same however many orders there are. */
export const soldUnits = (db: Database, { saleId, itemId, after, rowsMax }: SoldPage) =>
  db
    .select({ unit: orderLines.unitNo, amount: orderLines.price, at: soldAt, owner: shownOwner })
    .from(orderLines)
    .where(and(eq(orderLines.saleId, saleId), eq(orderLines.itemId, itemId), gt(orderLines.unitNo, after)))
    .orderBy(asc(orderLines.unitNo))
    .limit(rowsMax)
