import { setTimeout as delay } from 'node:timers/promises'
import { currentStart, nextStart } from '@hourglass/core/domain'
import {
  type AdmissionControl,
  advancePayments,
  advanceQueues,
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
  storeVisits,
  sweep,
} from '@hourglass/core/operations'
import type { AuditWatch } from '../metrics/audit.ts'
import { type JobWatch, NOT_RUN } from '../metrics/jobs.ts'
import type { System } from '../system/system.ts'

/** How long before its start the next sale is created, or half a period if that is shorter. */
const PREPARE_MS = 10 * 60_000
const SCHEDULE_MS = 1_000
const REFRESH_MS = 1_000
const SWEEP_MS = 1_000
const CLOSE_MS = 1_000
const CALENDAR_MS = 500
/** Admissions of a waiting room are this far apart. */
const ADMIT_MS = 1_000
/** An expired hold must release its units within a second of its deadline. */
const EXPIRE_MS = 250
const DECIDE_MS = 100
const PAY_MS = 250
const RECONCILE_MS = 2_000
const PRUNE_MS = 60_000
const AUDIT_MS = 5_000
const VISITS_MS = 5_000
/** Shorter than the validity of a replica check, so that no reader waits for one. */
const HISTORY_MS = 2_000

interface Given {
  jobs: JobWatch
  audit: AuditWatch
  /** Receives the results of the reconciler. */
  system: Pick<System, 'reconciled'>
  openDueSales: () => Promise<void>
}

/** Background jobs. Every server runs all of them, and any server may crash at any time. */
export function runJobs(
  ctx: Context,
  signal: AbortSignal,
  { jobs, audit, system, openDueSales }: Given,
): Promise<unknown> {
  const memory: ReconcilerMemory = new Map()
  const deciding = { orders: 0 }
  const admissions: AdmissionControl = { share: 1 }
  const job = (name: string, pauseMs: number, work: () => Promise<unknown>) =>
    every(pauseMs, signal, jobs.watched(name, work), (error) =>
      ctx.log.warn({ job: name, error: String(error) }, 'job failed, will retry'),
    )
  const ifGate = (work: () => Promise<unknown>) => async () => (ctx.gate.up ? await work() : NOT_RUN)

  return Promise.all([
    job('schedule', SCHEDULE_MS, openDueSales),
    job('refresh', REFRESH_MS, () => ctx.sales.refreshOpen()),
    job('close', CLOSE_MS, () => closeSoldOut(ctx)),
    job('calendar', CALENDAR_MS, () => applyScheduledTransitions(ctx)),
    job('admit', ADMIT_MS, () => advanceQueues(ctx, admissions)),
    job('expire', EXPIRE_MS, () => expireHolds(ctx)),
    job('decide', DECIDE_MS, () => decideOrders(ctx, deciding)),
    ...(ctx.payments ? [job('pay', PAY_MS, () => advancePayments(ctx))] : []),
    job('prune', PRUNE_MS, () => prune(ctx)),
    job('signing', SIGNING_READ_MS, () => ctx.signing.refresh()),
    job('visits', VISITS_MS, () => storeVisits(ctx)),
    job('audit', AUDIT_MS, () => audit.refresh()),
    ...(ctx.history.pool ? [job('history', HISTORY_MS, () => ctx.history.check(0))] : []),
    job(
      'sweep',
      SWEEP_MS,
      ifGate(() => sweep(ctx)),
    ),
    job(
      'reconcile',
      RECONCILE_MS,
      ifGate(async () => {
        const repaired = await reconcile(ctx, memory)
        system.reconciled(ctx.sales.open(ctx.clock()).length, repaired)
      }),
    ),
  ])
}

/**
 * Creates the hourly sale of this period and, ahead of time, that of the next. Known sales are cached by start, so that the ledger is
 * queried once for each.
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

/** Runs a job in a loop with a pause after each run, never concurrently with itself. Errors are logged and the job is retried. */
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
