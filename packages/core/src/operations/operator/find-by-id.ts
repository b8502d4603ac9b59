import { schema } from '@hourglass/db'
import { eq, type SQL, sql } from 'drizzle-orm'
import { type FoundView, findInput, type Outcome, ok, picturePath } from '../../contract/index.ts'
import { claimsIn, idsWithNumber, orderNumberOf } from '../../domain/index.ts'
import { isShown } from '../order/order-details.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { itemSummary } from '../sale/views.ts'
import { searchAttempts } from './search-attempts.ts'
import { ordersWith } from './search-orders.ts'

const { apiKeys, webhooks } = schema

type Found = FoundView['found'][number]

/** Sales in which a checkout is looked for: the newest that existed when it was made. */
const SALES_MAX = 1_000
/** Most attempts of a checkout that are shown. */
const ATTEMPTS_MAX = 20

/** No id is longer: a buyer of a partner's test key, `test:partner/user_id`. */
const ID_CHARS_MAX = 292

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const PICTURE = /^[\da-f]{64}$/
const WHOLE_NUMBER = /^\d{1,15}$/
const SALE_ID_MAX = 2 ** 31 - 1
const CONTROL_OR_SURROGATE = /[\p{Cc}\p{Cs}]/u

/**
 * Everything that has a given id: orders (also by number), holds, checkouts (also by code), buyers, items, sales,
 * queue tickets, pictures, webhooks and keys. Text that is no id finds nothing. A merchant finds what belongs to its own sales.
 */
export async function findById(ctx: Context, raw: unknown): Promise<Outcome<FoundView>> {
  const input = parse(findInput, raw)
  if (!input.ok) return input
  const text = input.value.id.trim()
  if (text === '' || text.length > ID_CHARS_MAX || CONTROL_OR_SURROGATE.test(text)) return ok({ found: [] })
  try {
    const found = await Promise.all(lookups(ctx, text))
    return ok({ found: found.flat() })
  } catch (error) {
    return ledgerRefusal(error)
  }
}

function lookups(ctx: Context, text: string): Promise<Found[]>[] {
  const lower = text.toLowerCase()
  const [claims, numbered] = [claimsIn(text), idsWithNumber(text)]
  const isOperator = ctx.merchant === undefined
  return [
    ...(UUID.test(lower)
      ? [
          findOrders(ctx, [lower]),
          findHold(ctx, lower),
          findCheckout(ctx, lower, salesBefore(ctx, lower)),
          findPlace(ctx, lower),
          ...(isOperator ? [findWebhook(ctx, lower), findKey(ctx, lower)] : []),
        ]
      : []),
    ...(claims ? [findOrders(ctx, [claims.id]), findCheckout(ctx, claims.id, oneSale(ctx, claims.saleId))] : []),
    ...(numbered
      ? [
          ctx.db.execute<{ id: string }>(ordersWith(numbered)).then(({ rows }) =>
            findOrders(
              ctx,
              rows.map(({ id }) => id),
            ),
          ),
        ]
      : []),
    ...(WHOLE_NUMBER.test(text) ? [findSale(ctx, Number(text)), findItem(ctx, Number(text))] : []),
    ...(PICTURE.test(lower) ? [findPicture(ctx, lower)] : []),
    findBuyer(ctx, text),
  ]
}

const NOTHING = { name: null, status: null, sale_id: null, user_id: null, item_ids: [], at: null }

const visible = ({ sales }: Context): SQL => sales.visible ?? sql`true`

async function findOrders(ctx: Context, ids: string[]): Promise<Found[]> {
  const found: Found[] = []
  for (const order of await Promise.all(ids.map((id) => ctx.ledger.readOrder(id)))) {
    if (!isShown(order) || !(await ctx.sales.get(order.saleId))) continue
    const { id, status, saleId, userId, lines, createdAt } = order
    const what = { kind: 'order', id, name: orderNumberOf(id), status } as const
    const items = [...new Set(lines.map(({ itemId }) => itemId))]
    found.push({ ...what, sale_id: saleId, user_id: userId, item_ids: items, at: createdAt.toISOString() })
  }
  return found
}

async function findHold(ctx: Context, id: string): Promise<Found[]> {
  const hold = await ctx.ledger.readHold(id)
  const sale = hold && (await ctx.sales.get(hold.saleId))
  if (!hold || !sale) return []
  const { status, itemId, userId: user_id, createdAt } = hold
  const what = { kind: 'hold', id, name: itemSummary(sale, itemId).name, status } as const
  return [{ ...what, sale_id: sale.id, user_id, item_ids: [itemId], at: createdAt.toISOString() }]
}

/** The sales in which a checkout may be. Its id starts with the time at which it was made. Sale 0 has attempts that named no item. */
const salesBefore = (ctx: Context, checkoutId: string): SQL => sql`
  (SELECT id FROM sales WHERE ${visible(ctx)} AND created_at <= ${timeOf(checkoutId)}::timestamptz ORDER BY id DESC LIMIT ${SALES_MAX})
  ${ctx.merchant === undefined ? sql`UNION ALL SELECT 0` : sql``}`

const oneSale = (ctx: Context, saleId: number): SQL =>
  sql`SELECT id FROM sales WHERE id = ${saleId}::bigint AND ${visible(ctx)}`

/** A day later than the id says, because no clock is exact; the end of time for an id that is not of a checkout. */
const DAY_MS = 86_400_000
const TIME_MS_MAX = Date.UTC(9_999, 0)
function timeOf(id: string): string {
  const ms = Number.parseInt(id.slice(0, 13).replace('-', ''), 16) + DAY_MS
  return new Date(Math.min(ms, TIME_MS_MAX)).toISOString()
}

async function findCheckout(ctx: Context, id: string, sales: SQL): Promise<Found[]> {
  const { rows } = await ctx.db.execute<{
    sale_id: number
    user_id: string
    item_ids: string[]
    outcome: string
    at: Date
  }>(sql`
    SELECT asked.id AS sale_id, made.* FROM (${sales}) AS asked CROSS JOIN LATERAL (
      SELECT user_id, item_ids, outcome, at FROM attempts
      WHERE sale_id = asked.id AND checkout_id = ${id}::uuid ORDER BY attempts.id LIMIT ${ATTEMPTS_MAX}
    ) AS made`)
  return rows.map(({ sale_id, user_id, item_ids, outcome, at }) => ({
    ...NOTHING,
    kind: 'checkout',
    id,
    status: outcome,
    sale_id: sale_id || null,
    user_id: user_id || null,
    item_ids: item_ids.map(Number),
    at: new Date(at).toISOString(),
  }))
}

async function findPlace(ctx: Context, ticket: string): Promise<Found[]> {
  const { rows } = await ctx.db.execute<{
    sale_id: number
    seq: number
    user_id: string
    status: string
    at: Date
  }>(sql`
    SELECT p.sale_id, p.seq, p.user_id, p.joined_at AS at,
      CASE WHEN p.ended_at IS NOT NULL THEN 'expired' WHEN p.used_at IS NOT NULL THEN 'used' ELSE 'joined' END AS status
    FROM queue_places p JOIN sales ON sales.id = p.sale_id AND ${visible(ctx)} WHERE p.ticket = ${ticket}::uuid`)
  return rows.map(({ seq, at, ...row }) => {
    return { ...NOTHING, ...row, kind: 'ticket', id: ticket, name: `No. ${seq}`, at: new Date(at).toISOString() }
  })
}

async function findWebhook({ db }: Context, id: string): Promise<Found[]> {
  const rows = await db.select().from(webhooks).where(eq(webhooks.id, id))
  return rows.map(({ url, status, createdAt }) => {
    return { ...NOTHING, kind: 'webhook', id, name: url, status, at: createdAt.toISOString() }
  })
}

async function findKey({ db }: Context, id: string): Promise<Found[]> {
  const rows = await db.select().from(apiKeys).where(eq(apiKeys.id, id))
  return rows.map(({ partner, revokedAt, createdAt }) => {
    const status = revokedAt ? 'revoked' : 'active'
    return { ...NOTHING, kind: 'key', id, name: partner, status, at: createdAt.toISOString() }
  })
}

async function findSale(ctx: Context, id: number): Promise<Found[]> {
  const sale = id > 0 && id <= SALE_ID_MAX ? await ctx.sales.get(id) : null
  if (!sale) return []
  const name = sale.name ?? `Drop ${sale.id}`
  return [{ ...NOTHING, kind: 'sale', id: String(id), name, sale_id: id, at: sale.startsAt.toISOString() }]
}

async function findItem(ctx: Context, id: number): Promise<Found[]> {
  const sale = id > 0 ? await ctx.sales.ofItem(id) : null
  if (!sale) return []
  const { name } = itemSummary(sale, id)
  return [{ ...NOTHING, kind: 'item', id: String(id), name, sale_id: sale.id, item_ids: [id] }]
}

/** A merchant's: those of items in its sales. */
async function findPicture(ctx: Context, id: string): Promise<Found[]> {
  const own =
    ctx.merchant === undefined
      ? sql`true`
      : sql`EXISTS (SELECT FROM sales JOIN items ON items.sale_id = sales.id WHERE ${visible(ctx)} AND items.picture = pictures.id)`
  const { rows } = await ctx.db.execute<{ at: Date }>(
    sql`SELECT created_at AS at FROM pictures WHERE id = ${id} AND ${own}`,
  )
  return rows.map(({ at }) => {
    return { ...NOTHING, kind: 'picture', id, name: picturePath(id, 'large.webp'), at: new Date(at).toISOString() }
  })
}

/** A buyer with an order or a hold, or with a recent attempt in the newest sale. */
async function findBuyer(ctx: Context, userId: string): Promise<Found[]> {
  const of = (table: 'orders' | 'holds') => sql`
    SELECT FROM ${sql.raw(table)} AS of JOIN sales ON sales.id = of.sale_id AND ${visible(ctx)} WHERE of.user_id = ${userId}`
  const { rows } = await ctx.db.execute<{ known: boolean }>(
    sql`SELECT EXISTS (${of('orders')}) OR EXISTS (${of('holds')}) AS known`,
  )
  const isKnown = rows[0]?.known || (await hasRecentAttempt(ctx, userId))
  return isKnown ? [{ ...NOTHING, kind: 'buyer', id: userId, user_id: userId }] : []
}

async function hasRecentAttempt(ctx: Context, user_id: string): Promise<boolean> {
  const found = await searchAttempts(ctx, { user_id, limit: 1 })
  return found.ok && found.value.attempts.length > 0
}
