import { hostname } from 'node:os'
import { type EventLoopUtilization, performance } from 'node:perf_hooks'
import type { BacklogView } from '@hourglass/core/contract'
import { type BatchName, isLedgerAway } from '@hourglass/core/ledger'
import { type Context, type PaymentFigures, readBacklog, readPaymentFigures } from '@hourglass/core/operations'
import type { Feed } from '../live/feed.ts'
import type { Commits, ServerMeasures } from '../metrics/measures.ts'
import type { RequestCounts } from '../metrics/request-counts.ts'
import type { CommitsSample, MachineSample, MachineView } from './sample.ts'

const SAMPLE_MS = 1_000
/** Samples kept, so that a new watcher sees the last five minutes. */
const SAMPLES_MAX = 300
/** Samples between two backlog queries, which run only while an operator watches. */
const BACKLOG_EVERY = 2
/** Most concurrent watchers. */
const WATCHERS_MAX = 100

/** Per-second samples of this server's metrics: one sampler, any number of watchers. */
export interface System {
  /** Reports a run of the reconciler: sales checked and differences repaired. */
  reconciled(sales: number, repaired: number): void
  readonly full: boolean
  /** Yields the kept samples, then one per second, until `stop`. A slow watcher misses samples. */
  watch(): AsyncGenerator<{ machine: MachineView; samples: MachineSample[] }>
  stop(): void
}

export function createSystem(
  ctx: Context,
  feed: Pick<Feed, 'readers'>,
  { commitsOf, requests }: Pick<ServerMeasures, 'commitsOf'> & { requests: RequestCounts },
): System {
  const machine: MachineView = { host: hostname(), pid: process.pid, started_at: new Date().toISOString() }
  const [attempts, takes] = [commitsSince(commitsOf, 'attempts'), commitsSince(commitsOf, 'takes')]
  const samples: MachineSample[] = []
  let reconciler: MachineSample['reconciler'] = null
  let backlog: BacklogView | null = null
  let figures: PaymentFigures | null = null
  let ledgerUp: boolean | null = null
  let querying = false
  let loop = performance.eventLoopUtilization()
  let watchers = 0
  let ticks = 0
  let next = Promise.withResolvers<MachineSample | null>()
  let stopped = false

  function sample(): void {
    if (watchers === 0) [backlog, figures, ledgerUp] = [null, null, null]
    else if (ticks++ % BACKLOG_EVERY === 0) void queryBacklog()
    const sale = ctx.sales
      .open(ctx.clock())
      .findLast(({ kind, startsAt }) => kind === 'hourly' && startsAt <= ctx.clock())
    const now: EventLoopUtilization = performance.eventLoopUtilization()
    const current: MachineSample = {
      at: ctx.clock().toISOString(),
      requests: requests.drain(),
      reconciler,
      backlog,
      payments: ctx.payments && { provider: ctx.payments.name, ...ctx.payments.health(), figures },
      readers: feed.readers,
      checkout: requests.drainOf('checkout'),
      purchase: requests.drainOf('purchase'),
      ledger: { attempts: attempts(), takes: takes(), waiting: ctx.ledger.load, up: ledgerUp },
      gate: { up: ctx.gate.up, sale_id: sale?.id ?? null, epoch: sale?.epoch ?? null },
      busy: performance.eventLoopUtilization(now, loop).utilization,
      memory_mb: Math.round(process.memoryUsage.rss() / 1_048_576),
    }
    loop = now
    samples.push(current)
    if (samples.length > SAMPLES_MAX) samples.shift()
    const { resolve } = next
    next = Promise.withResolvers()
    resolve(current)
  }

  async function queryBacklog(): Promise<void> {
    // The previous query has not returned: PostgreSQL is unavailable.
    if (querying) [backlog, figures, ledgerUp] = [null, null, false]
    if (querying) return
    querying = true
    try {
      ;[backlog, figures, ledgerUp] = [await readBacklog(ctx), await readPaymentFigures(ctx), true]
    } catch (error) {
      ;[backlog, figures, ledgerUp] = [null, null, !isLedgerAway(error)]
    } finally {
      querying = false
    }
  }

  const timer = setInterval(sample, SAMPLE_MS).unref()
  return {
    reconciled(sales, repaired) {
      reconciler = { at: ctx.clock().toISOString(), sales, repaired }
    },
    get full() {
      return watchers >= WATCHERS_MAX
    },
    async *watch() {
      watchers++
      try {
        if (watchers === 1) void queryBacklog()
        yield { machine, samples: [...samples] }
        while (!stopped) {
          const one = await next.promise
          if (one) yield { machine, samples: [one] }
        }
      } finally {
        watchers--
      }
    },
    stop() {
      stopped = true
      clearInterval(timer)
      next.resolve(null)
    },
  }
}

/** Commits since the last call. */
function commitsSince(commitsOf: (batch: BatchName) => Commits, batch: BatchName): () => CommitsSample {
  let last = commitsOf(batch)
  return () => {
    const now = commitsOf(batch)
    const [commits, rows, ms] = [now.commits - last.commits, now.rows - last.rows, now.ms - last.ms]
    last = now
    return { commits, rows, commit_ms: commits > 0 ? ms / commits : null }
  }
}
