import { type SQL, sql } from 'drizzle-orm'
import {
  ACTIVITY_BUCKET_MS,
  ACTIVITY_MS,
  type ActivityView,
  MOMENTS_MAX,
  noInput,
  type Outcome,
  ok,
} from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { HISTORY_AFTER_MS } from '../runtime/history.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { firstIdAt } from './search.ts'

/** Maximum age of a cached activity. */
export const ACTIVITY_MAX_AGE_MS = 10_000
/** A bucket is complete this long after its end: a transaction commits within seconds of the time that its rows have. */
const SETTLED_MS = 60_000

/** A first read goes through the day in slices of this length, each well within the timeout of a statement. */
const SLICE_MS = 2 * 3_600_000
/** How far the clocks of servers, which make ids, may be ahead of PostgreSQL's. */
const CLOCKS_DIFFER_MS = 60_000

/** What happened in each bucket, by its start in milliseconds since 1970. Complete buckets are not read again. */
export interface Activity {
  sold: Map<number, number>
  refused: Map<number, number>
  moments: ActivityView['moments']
  /** Buckets that start before this time are complete. */
  completeUntil: number
  /** Start of the current bucket. */
  last: number
}

/**
 * Units sold and attempts refused in the last ACTIVITY_MS, per bucket, with the moments at which sales started, sold out and closed.
 * Attempts at a sale that ended before that are left out. A merchant's has its own sales only.
 */
export async function readActivity(ctx: Context, raw: unknown): Promise<Outcome<ActivityView>> {
  const input = parse(noInput, raw)
  if (!input.ok) return input
  try {
    return ok(viewOf(await ctx.activities.read(ctx.merchant ?? '', (known) => activityOf(ctx, known))))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

const bucketAt = (ms: number): number => Math.floor(ms / ACTIVITY_BUCKET_MS) * ACTIVITY_BUCKET_MS

/** Start of the first bucket that is shown while `last` is the current one. */
const firstOf = (last: number): number => last + ACTIVITY_BUCKET_MS - ACTIVITY_MS

/** From a time until before another, in milliseconds since 1970. */
interface Slice {
  from: number
  until: number
}

const slicesOf = (from: number, until: number): Slice[] =>
  Array.from({ length: Math.ceil((until - from) / SLICE_MS) }, (_, n) => ({
    from: from + n * SLICE_MS,
    until: Math.min(until, from + (n + 1) * SLICE_MS),
  }))

async function activityOf(ctx: Context, known: Activity | undefined): Promise<Activity> {
  const now = ctx.clock().getTime()
  const last = bucketAt(now)
  const first = firstOf(last)
  const since = Math.max(first, known?.completeUntil ?? first)
  const sold: Counted[] = []
  const refused: Counted[] = []
  for (const slice of slicesOf(since, last + ACTIVITY_BUCKET_MS)) {
    const [sales, refusals] = await Promise.all([
      ctx.db.execute<Counted>(soldIn(ctx, slice)),
      ctx.db.execute<Counted>(refusedIn(ctx, slice)),
    ])
    sold.push(...sales.rows)
    refused.push(...refusals.rows)
  }
  const moments = await ctx.db.execute<Moment>(momentsSince(ctx, first))
  const merged = (before: Map<number, number> | undefined, read: Counted[]) =>
    new Map([
      ...[...(before ?? [])].filter(([bucket]) => bucket >= first && bucket < since),
      ...read.map(({ bucket, count }) => [bucket * ACTIVITY_BUCKET_MS, count] as const),
    ])
  return {
    sold: merged(known?.sold, sold),
    refused: merged(known?.refused, refused),
    moments: moments.rows.map((moment) => ({ ...moment, at: new Date(moment.at).toISOString() })),
    completeUntil: bucketAt(now - SETTLED_MS),
    last,
  }
}

function viewOf({ sold, refused, moments, last }: Activity): ActivityView {
  const starts = Array.from(
    { length: ACTIVITY_MS / ACTIVITY_BUCKET_MS },
    (_, i) => firstOf(last) + i * ACTIVITY_BUCKET_MS,
  )
  return {
    from: new Date(firstOf(last)).toISOString(),
    bucket_ms: ACTIVITY_BUCKET_MS,
    sold: starts.map((at) => sold.get(at) ?? 0),
    refused: starts.map((at) => refused.get(at) ?? 0),
    moments,
  }
}

interface Counted {
  [column: string]: unknown
  /** Number of the bucket since 1970. */
  bucket: number
  count: number
}

interface Moment {
  [column: string]: unknown
  sale_id: number
  name: string
  what: ActivityView['moments'][number]['what']
  at: Date
}

type Reader = Pick<Context, 'sales' | 'settings' | 'merchant'>

const bucketOf = (at: SQL) => sql`floor(extract(epoch FROM ${at}) * 1000 / ${ACTIVITY_BUCKET_MS})::float8`
const instantOf = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`
const shown = ({ sales }: Reader): SQL => sales.visible ?? sql`true`

/**
 * The ids that something of a slice may have. An order and an attempt have the id of a checkout or hold that is older than they are, by at
 * most its lifetime and the time to decide.
 */
function idsOf({ settings: { checkoutTtlMs, holdMs } }: Reader, id: SQL, { from, until }: Slice): SQL {
  const oldest = firstIdAt(from - Math.max(checkoutTtlMs, holdMs) - HISTORY_AFTER_MS)
  return sql`${id} >= ${oldest}::uuid AND ${id} < ${firstIdAt(until + CLOCKS_DIFFER_MS)}::uuid`
}

const isIn = (at: SQL, { from, until }: Slice): SQL => sql`${at} >= ${instantOf(from)} AND ${at} < ${instantOf(until)}`

/** Units per bucket, along the index of order ids. An order counts from its confirmation. */
export const soldIn = (ctx: Reader, slice: Slice): SQL => sql`
  SELECT ${bucketOf(sql`o.changed_at`)} AS bucket, sum(o.units - o.returned)::float8 AS count
  FROM orders o JOIN sales ON sales.id = o.sale_id AND ${shown(ctx)}
  WHERE ${idsOf(ctx, sql`o.id`, slice)} AND o.status IN ('confirmed', 'partly_refunded') AND ${isIn(sql`o.changed_at`, slice)}
  GROUP BY 1`

/** Refused attempts per bucket, along the key of attempts, one sale after the other. Sale 0 has those that named no item. */
export const refusedIn = (ctx: Reader, slice: Slice): SQL => sql`
  SELECT ${bucketOf(sql`refused.at`)} AS bucket, count(*)::float8 AS count
  FROM (
    SELECT id FROM sales
    WHERE ${shown(ctx)} AND starts_at <= now()
      AND coalesce(least(sold_out_at, closed_at, ends_at), 'infinity') >= ${instantOf(slice.from - ACTIVITY_MS)}
    ${ctx.merchant === undefined ? sql`UNION ALL SELECT 0` : sql``}
  ) AS asked
  CROSS JOIN LATERAL (
    SELECT at FROM attempts
    WHERE sale_id = asked.id AND ${idsOf(ctx, sql`checkout_id`, slice)} AND outcome <> 'ok' AND ${isIn(sql`at`, slice)}
    OFFSET 0 -- keeps the planner from reading all attempts
  ) AS refused
  GROUP BY 1`

const momentsSince = (ctx: Reader, since: number): SQL => sql`
  SELECT * FROM (
    SELECT id AS sale_id, coalesce(name, 'Drop ' || id) AS name, what, at
    FROM sales CROSS JOIN LATERAL (VALUES
      ('started', starts_at),
      ('sold_out', sold_out_at),
      ('closed', CASE WHEN sold_out_at IS NULL THEN least(closed_at, ends_at) END)
    ) AS moment (what, at)
    WHERE ${shown(ctx)} AND at >= ${instantOf(since)} AND at <= now()
    ORDER BY at DESC, sale_id DESC LIMIT ${MOMENTS_MAX}
  ) AS newest ORDER BY at, sale_id`
