import { nextStart } from '@hourglass/core/domain'
import type { Context, OpenContext, PoolUse, ReplicaCheck } from '@hourglass/core/operations'
import type { Metrics } from '@hourglass/telemetry'
import type { Lifecycle } from '../lifecycle.ts'
import type { FeedCounts } from '../live/audience.ts'
import type { Feed } from '../live/feed.ts'

interface Parts extends Pick<OpenContext, 'ctx' | 'pools'> {
  lifecycle: Lifecycle
  feed: Feed
}

/** Gauges of this process, read at scrape time. */
export function registerProcessMetrics(metrics: Metrics, { ctx, pools, lifecycle, feed }: Parts): void {
  const one = (name: string, help: string, read: () => number) =>
    metrics.gauge({ name, help }, [], () => [[{}, read()]])
  one('hourglass_ready', '1 while requests can be served', () => Number(lifecycle.ready && !lifecycle.draining))
  one('hourglass_gate_up', '1 while the gate answers; at 0 purchases go to the ledger alone', () => Number(ctx.gate.up))
  metrics.gauge(
    {
      name: 'hourglass_payment_provider_up',
      help: '1 while the payment provider is called; at 0 its circuit is open and calls fail at once',
    },
    [],
    () => (ctx.payments ? [[{}, Number(ctx.payments.health().circuit === 'closed')]] : []),
  )
  one(
    'hourglass_gate_behind_sales',
    'Dirty sales: the gate has missed a change and is rebuilt',
    () => ctx.dirtySales.size,
  )
  one('hourglass_live_readers', 'Open live feed streams', () => feed.readers)
  one('hourglass_open_sales', 'Sales that have started and have not ended', () => begun(ctx))
  metrics.gauge(
    { name: 'hourglass_ledger_load_rows', help: 'Rows queued for the ledger or in flight' },
    ['batch'],
    () => ctx.ledger.loads().map(([batch, load]) => [{ batch }, load]),
  )
  const ofReplica = (name: string, help: string, of: (look: ReplicaCheck) => number | null) =>
    metrics.gauge({ name, help }, [], () => {
      const value = ctx.history.last ? of(ctx.history.last) : null
      return value === null ? [] : [[{}, value]]
    })
  ofReplica('hourglass_history_replica_used', '1 while ended sales are read from the replica', ({ used }) =>
    Number(used),
  )
  ofReplica('hourglass_history_replica_behind_seconds', 'Upper bound of the replication lag', ({ behindMs }) =>
    behindMs === null ? null : behindMs / 1_000,
  )
  const ofPools = (name: string, help: string, of: (pool: PoolUse) => number) =>
    metrics.gauge({ name, help }, ['pool'], () => pools().map((pool) => [{ pool: pool.name }, of(pool)]))
  ofPools('hourglass_pool_connections_max', 'Largest number of connections of a pool', (pool) => pool.max)
  ofPools('hourglass_pool_connections_busy', 'Connections of a pool that are in use', (pool) => pool.busy)
  ofPools('hourglass_pool_waiting', 'Queries that wait for a connection from the pool', (pool) => pool.waiting)
  one('hourglass_next_sale_seconds', 'Time until the next hourly sale starts', () => next(ctx).inMs / 1_000)
  one('hourglass_next_sale_prepared', '1 once the next hourly sale exists in the ledger', () => Number(next(ctx).there))
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

/** Counters of the live feed, over all sales. */
export function feedCounts(metrics: Metrics): FeedCounts {
  const count = (name: string, help: string) => metrics.counters({ name, help }).series()
  return {
    frames: count('hourglass_live_frames_total', 'Live feed frames sent, one per reader'),
    skipped: count('hourglass_live_skipped_frames_total', 'Live feed frames skipped because a reader was too slow'),
    bytes: count('hourglass_live_bytes_total', 'Live feed bytes sent'),
  }
}
