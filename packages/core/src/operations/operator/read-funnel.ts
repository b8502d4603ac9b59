import type { Database } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import {
  type FunnelRefusalView,
  type FunnelView,
  type Outcome,
  ok,
  REFUSALS_MAX,
  refusals,
  refuse,
  saleInput,
} from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'

/** Maximum age of a cached funnel. Reading one counts all attempts of the sale. */
export const FUNNEL_MAX_AGE_MS = 5_000

/** The funnel of a sale. Read at most once per FUNNEL_MAX_AGE_MS, regardless of load. */
export async function readFunnel(ctx: Context, raw: unknown): Promise<Outcome<FunnelView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  try {
    const sale = await ctx.sales.get(input.value.id)
    if (!sale) return refuse('sale_not_found')
    return ok(await ctx.funnels.read(sale.id, () => funnelOf(ctx, sale)))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

async function funnelOf(ctx: Context, sale: Sale): Promise<FunnelView> {
  const [people, refused] = await ctx.history.read(sale, (db) =>
    Promise.all([readPeople(db, sale), readRefused(db, sale)]),
  )
  return { sale_id: sale.id, ...people, refused, at: ctx.clock().toISOString() }
}

type People = Omit<FunnelView, 'sale_id' | 'refused' | 'at'>

/** A buyer who holds or orders without a checkout counts as one who checked out. `buyers` has everybody who ever held or bought. */
async function readPeople(db: Database, sale: Sale): Promise<People> {
  const { rows } = await db.execute<People & Record<string, unknown>>(sql`
    WITH admitted AS (
      SELECT user_id, count(DISTINCT checkout_id) AS checkouts FROM attempts
      WHERE sale_id = ${sale.id} AND outcome = 'ok' GROUP BY user_id
    )
    SELECT
      coalesce((SELECT visits FROM sale_visits WHERE sale_id = ${sale.id}), 0)::float8 AS visited,
      ${sale.door === 'open' ? sql`NULL::int` : sql`(SELECT count(DISTINCT user_id)::int FROM queue_places WHERE sale_id = ${sale.id})`} AS joined,
      (SELECT count(*)::int FROM (
        SELECT user_id FROM admitted UNION SELECT user_id FROM buyers WHERE sale_id = ${sale.id}
      ) AS everybody) AS checked_out,
      (SELECT count(*)::int FROM buyers WHERE sale_id = ${sale.id} AND sold > 0) AS bought,
      (SELECT coalesce(sum(checkouts), 0)::float8 FROM admitted) AS checkouts`)
  const [row] = rows
  if (!row) throw new Error('a statement without FROM has one row')
  return row
}

async function readRefused(db: Database, sale: Sale): Promise<FunnelRefusalView[]> {
  // Attempts that named no valid buyer have an empty user_id.
  const { rows } = await db.execute<Omit<FunnelRefusalView, 'title'> & Record<string, unknown>>(sql`
    WITH ended AS (
      SELECT 'checkout' AS step, outcome AS code, user_id FROM attempts WHERE sale_id = ${sale.id} AND outcome <> 'ok'
      UNION ALL
      SELECT 'order', reason, user_id FROM orders WHERE sale_id = ${sale.id} AND status = 'failed'
      UNION ALL
      SELECT 'hold', state, user_id FROM holds WHERE sale_id = ${sale.id} AND state IN ('expired', 'canceled')
    )
    SELECT step, code, count(*)::int AS count, (count(DISTINCT user_id) FILTER (WHERE user_id <> ''))::int AS people
    FROM ended GROUP BY step, code ORDER BY count DESC, step, code LIMIT ${REFUSALS_MAX}`)
  return rows.map(({ step, code, count, people }) => ({ step, code, title: titleOf(step, code), count, people }))
}

const titleOf = (step: FunnelRefusalView['step'], code: string): string | null =>
  step === 'checkout' && code in refusals ? refusals[code as keyof typeof refusals].title : null
