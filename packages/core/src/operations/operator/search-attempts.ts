import { schema } from '@hourglass/db'
import { and, desc, lte, sql } from 'drizzle-orm'
import {
  type AttemptsView,
  type Outcome,
  ok,
  refuse,
  SEARCH_ROWS_MAX,
  type SearchAttemptsInput,
  searchAttemptsInput,
} from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { all, firstIdAt } from './search.ts'

const { sales } = schema

interface Row {
  [column: string]: unknown
  id: string
  checkout_id: string
  user_id: string
  item_ids: string[]
  quantities: number[] | null
  outcome: string
  at: Date
  scanned: number
  last_checkout: string
  last_id: string
  last_at: Date
}

/**
 * Searches the attempts of one sale, newest checkouts first. Attempts have only their primary key, because another index would make
 * recording slower. A page scans backwards along the key, at most SEARCH_ROWS_MAX rows; the next page continues from there.
 */
export async function searchAttempts(ctx: Context, raw: unknown): Promise<Outcome<AttemptsView>> {
  const input = parse(searchAttemptsInput, raw)
  if (!input.ok) return input
  try {
    const saleId = await saleOf(ctx, input.value)
    if (saleId === null) return refuse('item_not_found')
    return ok(await search(ctx, saleId, input.value))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

async function saleOf(ctx: Context, input: SearchAttemptsInput): Promise<number | null> {
  if (input.sale_id !== undefined) return input.sale_id
  if (input.item_id !== undefined) return (await ctx.sales.ofItem(input.item_id))?.id ?? null
  const [newest] = await ctx.db
    .select({ id: sales.id })
    .from(sales)
    .where(and(lte(sales.startsAt, sql`now()`), ctx.sales.visible))
    .orderBy(desc(sales.startsAt), desc(sales.id))
    .limit(1)
  return newest?.id ?? 0
}

async function search(ctx: Context, saleId: number, input: SearchAttemptsInput): Promise<AttemptsView> {
  const { limit, cursor, from, to } = input
  const sale = await ctx.sales.get(saleId)
  // Sale 0 has the attempts that named no item. They are nobody's sale, so a merchant does not see them.
  if (!sale && (saleId !== 0 || ctx.merchant !== undefined))
    return { sale_id: saleId, attempts: [], scanned_until: null, next_cursor: null }
  // A checkout's id starts with its creation time. Later additions share the id.
  const { checkoutTtlMs } = ctx.settings
  const walked = all(
    sql`sale_id = ${saleId}`,
    cursor && sql`(checkout_id, id) < (${cursor[0]}::uuid, ${cursor[1]}::uuid)`,
    to !== undefined && sql`checkout_id < ${firstIdAt(Date.parse(to) + 1_000)}::uuid`,
    from !== undefined && sql`checkout_id >= ${firstIdAt(Date.parse(from) - checkoutTtlMs - 1_000)}::uuid`,
  )
  const wanted = all(
    sql`true`,
    input.user_id !== undefined && sql`user_id = ${input.user_id}`,
    input.outcome !== undefined && sql`outcome = ${input.outcome}`,
    input.item_id !== undefined && sql`${input.item_id}::bigint = ANY (item_ids)`,
    from !== undefined && sql`at >= ${from}::timestamptz`,
    to !== undefined && sql`at <= ${to}::timestamptz`,
  )
  const read = sql`
    WITH scanned AS MATERIALIZED (
      SELECT checkout_id, id, user_id, item_ids, quantities, outcome, at FROM attempts
      WHERE ${walked} ORDER BY checkout_id DESC, id DESC LIMIT ${SEARCH_ROWS_MAX}
    ), bounds AS (
      SELECT count(*) OVER ()::int AS scanned, checkout_id AS last_checkout, id AS last_id, at AS last_at
      FROM scanned ORDER BY checkout_id, id LIMIT 1
    ), found AS (
      SELECT * FROM scanned WHERE ${wanted} ORDER BY checkout_id DESC, id DESC LIMIT ${limit + 1}
    )
    SELECT * FROM bounds LEFT JOIN found ON true ORDER BY checkout_id DESC, id DESC`
  const { rows } = await ctx.history.read(sale, (db) => db.execute<Row>(read))
  const [bounds] = rows
  const found = rows.filter(({ id }) => id !== null)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const more = found.length > limit && last !== undefined
  const cut = bounds !== undefined && bounds.scanned === SEARCH_ROWS_MAX
  return {
    sale_id: saleId,
    attempts: page.map((row) => ({
      id: row.id,
      checkout_id: row.checkout_id,
      sale_id: saleId,
      user_id: row.user_id,
      outcome: row.outcome,
      items: row.item_ids.map((id, i) => ({ id: Number(id), quantity: row.quantities?.[i] ?? 1 })),
      at: new Date(row.at).toISOString(),
    })),
    scanned_until: bounds ? new Date(more ? last.at : bounds.last_at).toISOString() : null,
    next_cursor: more ? `${last.checkout_id}:${last.id}` : cut ? `${bounds.last_checkout}:${bounds.last_id}` : null,
  }
}
