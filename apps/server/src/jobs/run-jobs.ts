import { setTimeout as delay } from 'node:timers/promises'
import { currentStart, nextStart } from '@hourglass/core/domain'
import {
  applyScheduledTransitions,
  type Context,
  closeSoldOut,
  decideOrders,
  expireHolds,
  openHourlySale,
  prune,
  type ReconcilerMemory,
  reconcile,
  SIGNING_READ_MS,
  sweep,
} from '@hourglass/core/operations'
import type { BooksWatch } from '../metrics/books.ts'
import { type JobWatch, NOT_RUN } from '../metrics/jobs.ts'
import type { System } from '../system/system.ts'

/** The next sale is made this long before it begins, or half a period when that is shorter. */
const PREPARE_MS = 10 * 60_000
const SCHEDULE_MS = 1_000
const REFRESH_MS = 1_000
const SWEEP_MS = 1_000
const CLOSE_MS = 1_000
const CALENDAR_MS = 500
/** A hold goes back to the shelf within a second of its deadline. */
const EXPIRE_MS = 250
const DECIDE_MS = 100
const RECONCILE_MS = 2_000
const PRUNE_MS = 60_000
const BOOKS_MS = 5_000
/** Shorter than a look is good for, so that no reader waits for one. */
const HISTORY_MS = 2_000

interface Given {
  jobs: JobWatch
  books: BooksWatch
  /** Shows what the reconciler has found. */
  system: Pick<System, 'reconciled'>
  openDueSales: () => Promise<void>
}

/** What every server does beside answering. Any of them may die at any time; the others do the same. */
export function runJobs(
  ctx: Context,
  signal: AbortSignal,
  { jobs, books, system, openDueSales }: Given,
): Promise<unknown> {
  const memory: ReconcilerMemory = new Map()
  const deciding = { orders: 0 }
  const job = (name: string, pauseMs: number, work: () => Promise<unknown>) =>
    every(pauseMs, signal, jobs.watched(name, work), (error) =>
      ctx.log.warn({ job: name, error: String(error) }, 'a job will be tried again'),
    )
  const ifGate = (work: () => Promise<unknown>) => async () => (ctx.gate.up ? await work() : NOT_RUN)

  return Promise.all([
    job('schedule', SCHEDULE_MS, openDueSales),
    job('refresh', REFRESH_MS, () => ctx.sales.refreshOpen()),
    job('close', CLOSE_MS, () => closeSoldOut(ctx)),
    job('calendar', CALENDAR_MS, () => applyScheduledTransitions(ctx)),
    job('expire', EXPIRE_MS, () => expireHolds(ctx)),
    job('decide', DECIDE_MS, () => decideOrders(ctx, deciding)),
    job('prune', PRUNE_MS, () => prune(ctx)),
    job('signing', SIGNING_READ_MS, () => ctx.signing.refresh()),
    job('books', BOOKS_MS, () => books.look()),
    ...(ctx.history.pool ? [job('history', HISTORY_MS, () => ctx.history.look(0))] : []),
    job(
      'sweep',
      SWEEP_MS,
      ifGate(() => sweep(ctx)),
    ),
    job(
      'reconcile',
      RECONCILE_MS,
      ifGate(async () => {
        const mended = await reconcile(ctx, memory)
        system.reconciled(ctx.sales.open(ctx.clock()).length, mended)
      }),
    ),
  ])
}

/**
 * Makes sure that the sale of this period and, ahead of time, that of the next exist. Remembers the sales that do, by start, so that
 * the ledger is asked once for each.
 */
export function createSchedule(ctx: Context): () => Promise<void> {
  const { salePeriodMs } = ctx.settings
  const known = new Set<number>()
  return async () => {
    const now = ctx.clock()
    const next = nextStart(now, salePeriodMs)
    const due = [currentStart(now, salePeriodMs)]
    if (next.getTime() - now.getTime() <= Math.min(PREPARE_MS, salePeriodMs / 2)) due.push(next)
    for (const start of due) {
      if (known.has(start.getTime())) continue
      await openHourlySale(ctx, start)
      known.clear()
      for (const each of due) if (each <= start) known.add(each.getTime())
    }
  }
}

/** Runs a job again and again, never twice at once, with a pause between. An error is logged, and the job is tried again. */
async function every(
  pauseMs: number,
  signal: AbortSignal,
  job: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await job().catch(onError)
    await delay(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}
