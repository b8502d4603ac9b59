import { hostname } from 'node:os'
import { type EventLoopUtilization, performance } from 'node:perf_hooks'
import type { BacklogView } from '@hourglass/core/contract'
import { type BatchName, isLedgerAway } from '@hourglass/core/ledger'
import { type Context, readBacklog } from '@hourglass/core/operations'
import type { Feed } from '../live/feed.ts'
import type { Commits, ServerMeasures } from '../metrics/measures.ts'
import type { RequestCounts } from '../metrics/request-counts.ts'
import type { CommitsSample, MachineSample, MachineView } from './sample.ts'

const SAMPLE_MS = 1_000
/** Seconds that are remembered: what a reader sees when it comes. */
const SAMPLES_MAX = 300
/** The stores are asked only while somebody watches, every second time. */
const BACKLOG_EVERY = 2
/** Readers at once; operators are few. */
const WATCHERS_MAX = 100

/** Figures of this server: what its metrics count, by the second; one sampler, any number of readers. */
export interface System {
  /** The reconciler has looked at so many sales, and mended so many differences. */
  reconciled(sales: number, mended: number): void
  readonly full: boolean
  /** What is remembered, then each second as it ends, until `stop`. A reader that is slow misses some. */
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
  let ledgerUp: boolean | null = null
  let asking = false
  let loop = performance.eventLoopUtilization()
  let watchers = 0
  let ticks = 0
  let next = Promise.withResolvers<MachineSample | null>()
  let stopped = false

  function sample(): void {
    if (watchers === 0) [backlog, ledgerUp] = [null, null]
    else if (ticks++ % BACKLOG_EVERY === 0) void askStores()
    const sale = ctx.sales
      .open(ctx.clock())
      .findLast(({ kind, startsAt }) => kind === 'hourly' && startsAt <= ctx.clock())
    const now: EventLoopUtilization = performance.eventLoopUtilization()
    const taken: MachineSample = {
      at: ctx.clock().toISOString(),
      requests: requests.drain(),
      reconciler,
      backlog,
      readers: feed.readers,
      checkout: requests.drainOf('checkout'),
      purchase: requests.drainOf('purchase'),
      ledger: { attempts: attempts(), takes: takes(), waiting: ctx.ledger.load, up: ledgerUp },
      gate: { up: ctx.gate.up, sale_id: sale?.id ?? null, epoch: sale?.epoch ?? null },
      busy: performance.eventLoopUtilization(now, loop).utilization,
      memory_mb: Math.round(process.memoryUsage.rss() / 1_048_576),
    }
    loop = now
    samples.push(taken)
    if (samples.length > SAMPLES_MAX) samples.shift()
    const told = next
    next = Promise.withResolvers()
    told.resolve(taken)
  }

  async function askStores(): Promise<void> {
    // Asked a while ago, and silent since.
    if (asking) [backlog, ledgerUp] = [null, false]
    if (asking) return
    asking = true
    try {
      ;[backlog, ledgerUp] = [await readBacklog(ctx), true]
    } catch (error) {
      ;[backlog, ledgerUp] = [null, !isLedgerAway(error)]
    } finally {
      asking = false
    }
  }

  const timer = setInterval(sample, SAMPLE_MS).unref()
  return {
    reconciled(sales, mended) {
      reconciler = { at: ctx.clock().toISOString(), sales, mended }
    },
    get full() {
      return watchers >= WATCHERS_MAX
    },
    async *watch() {
      watchers++
      try {
        if (watchers === 1) void askStores()
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

/** What was committed since the last call. */
function commitsSince(commitsOf: (batch: BatchName) => Commits, batch: BatchName): () => CommitsSample {
  let last = commitsOf(batch)
  return () => {
    const now = commitsOf(batch)
    const [commits, rows, ms] = [now.commits - last.commits, now.rows - last.rows, now.ms - last.ms]
    last = now
    return { commits, rows, commit_ms: commits > 0 ? ms / commits : null }
  }
}
