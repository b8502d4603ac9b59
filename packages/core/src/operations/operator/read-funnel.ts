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
  const counted = await ctx.history.read(sale, (db) => count(db, sale))
  return { sale_id: sale.id, ...counted, at: ctx.clock().toISOString() }
}

type Counted = Omit<FunnelView, 'sale_id' | 'at'>
type Row = Omit<Counted, 'refused'> & { refused: Omit<FunnelRefusalView, 'title'>[] } & Record<string, unknown>

/**
 * Reads the attempts of the sale once; hashing their buyers is several times faster than sorting them. A buyer who holds or orders without
 * a checkout counts as one who checked out: `buyers` has everybody who ever held or bought. Attempts that named no valid buyer have an
 * empty user_id.
 */
async function count(db: Database, sale: Sale): Promise<Counted> {
  const joined = sql`(SELECT count(DISTINCT user_id)::int FROM queue_places WHERE sale_id = ${sale.id})`
  const { rows } = await db.execute<Row>(sql`
    WITH tried AS MATERIALIZED (
      SELECT outcome, user_id, count(*) AS times FROM attempts WHERE sale_id = ${sale.id} GROUP BY outcome, user_id
    ), ended AS (
      SELECT 'checkout' AS step, outcome AS code, user_id, times FROM tried WHERE outcome <> 'ok'
      UNION ALL
      SELECT 'order', reason, user_id, count(*) FROM orders WHERE sale_id = ${sale.id} AND status = 'failed' GROUP BY reason, user_id
      UNION ALL
      SELECT 'hold', state, user_id, count(*) FROM holds
      WHERE sale_id = ${sale.id} AND state IN ('expired', 'canceled') GROUP BY state, user_id
    ), refused AS (
      SELECT step, code, sum(times)::float8 AS count, (count(*) FILTER (WHERE user_id <> ''))::int AS people
      FROM ended GROUP BY step, code ORDER BY count DESC, step, code LIMIT ${REFUSALS_MAX}
    )
    SELECT
      coalesce((SELECT visits FROM sale_visits WHERE sale_id = ${sale.id}), 0)::float8 AS visited,
      ${sale.door === 'open' ? sql`NULL::int` : joined} AS joined,
      (SELECT count(*)::int FROM (
        SELECT user_id FROM tried WHERE outcome = 'ok' UNION SELECT user_id FROM buyers WHERE sale_id = ${sale.id}
      ) AS everybody) AS checked_out,
      (SELECT count(*)::int FROM buyers WHERE sale_id = ${sale.id} AND sold > 0) AS bought,
      coalesce((SELECT jsonb_agg(to_jsonb(refused) ORDER BY count DESC, step, code) FROM refused), '[]') AS refused`)
  const [row] = rows
  if (!row) throw new Error('a statement without FROM has one row')
  const { refused, ...people } = row
  return { ...people, refused: refused.map((one) => ({ ...one, title: titleOf(one) })) }
}

const titleOf = ({ step, code }: Pick<FunnelRefusalView, 'step' | 'code'>): string | null =>
  step === 'checkout' && code in refusals ? refusals[code as keyof typeof refusals].title : null
