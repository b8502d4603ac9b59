import { nextStart } from '@hourglass/core/domain'
import type { Context, OpenContext, PoolUse, ReplicaLook } from '@hourglass/core/operations'
import type { Metrics } from '@hourglass/telemetry'
import type { Lifecycle } from '../lifecycle.ts'
import type { FeedCounts } from '../live/audience.ts'
import type { Feed } from '../live/feed.ts'

interface Parts extends Pick<OpenContext, 'ctx' | 'pools'> {
  lifecycle: Lifecycle
  feed: Feed
}

/** What this process is, has open and knows, read when somebody asks. */
export function showProcess(metrics: Metrics, { ctx, pools, lifecycle, feed }: Parts): void {
  const one = (name: string, help: string, read: () => number) =>
    metrics.gauge({ name, help }, [], () => [[{}, read()]])
  one('hourglass_ready', '1 while requests can be served', () => Number(lifecycle.ready && !lifecycle.draining))
  one('hourglass_gate_up', '1 while the gate answers; at 0 the ledger sells alone', () => Number(ctx.gate.up))
  one('hourglass_gate_behind_sales', 'Sales of which the gate has missed something', () => ctx.dirtySales.size)
  one('hourglass_live_readers', 'Readers of the live feed', () => feed.readers)
  one('hourglass_open_sales', 'Sales that have begun and are not over', () => begun(ctx))
  metrics.gauge(
    { name: 'hourglass_ledger_load_rows', help: 'Rows that wait for the ledger or are under way' },
    ['batch'],
    () => ctx.ledger.loads().map(([batch, load]) => [{ batch }, load]),
  )
  const ofReplica = (name: string, help: string, of: (look: ReplicaLook) => number | null) =>
    metrics.gauge({ name, help }, [], () => {
      const value = ctx.history.last ? of(ctx.history.last) : null
      return value === null ? [] : [[{}, value]]
    })
  ofReplica('hourglass_history_replica_used', '1 while sales that are over are read from the replica', ({ used }) =>
    Number(used),
  )
  ofReplica('hourglass_history_replica_behind_seconds', 'How old what the replica shows is at most', ({ behindMs }) =>
    behindMs === null ? null : behindMs / 1_000,
  )
  const ofPools = (name: string, help: string, of: (pool: PoolUse) => number) =>
    metrics.gauge({ name, help }, ['pool'], () => pools().map((pool) => [{ pool: pool.name }, of(pool)]))
  ofPools('hourglass_pool_connections_max', 'Connections that a pool may open', (pool) => pool.max)
  ofPools('hourglass_pool_connections_busy', 'Connections at work', (pool) => pool.busy)
  ofPools('hourglass_pool_waiting', 'Requests that wait for a connection', (pool) => pool.waiting)
  one('hourglass_next_sale_seconds', 'Time until the next hourly sale begins', () => next(ctx).inMs / 1_000)
  one('hourglass_next_sale_prepared', '1 when the next hourly sale is in the ledger', () => Number(next(ctx).there))
}

const begun = (ctx: Context): number => {
  const now = ctx.clock()
  return ctx.sales.open(now).filter(({ startsAt }) => startsAt <= now).length
}

function next({ clock, sales, settings }: Context): { inMs: number; there: boolean } {
  const now = clock()
  const start = nextStart(now, settings.salePeriodMs).getTime()
  const there = sales.open(now).some(({ kind, startsAt }) => kind === 'hourly' && startsAt.getTime() === start)
  return { inMs: start - now.getTime(), there }
}

/** Counts of the live feed, of all sales together. */
export function feedCounts(metrics: Metrics): FeedCounts {
  const count = (name: string, help: string) => metrics.counters({ name, help }).series()
  return {
    frames: count('hourglass_live_frames_total', 'Frames of the live feed that were written, one for each reader'),
    skipped: count('hourglass_live_skipped_frames_total', 'Frames that a reader was not given because too much waited'),
    bytes: count('hourglass_live_bytes_total', 'Bytes of the live feed that were written'),
  }
}
