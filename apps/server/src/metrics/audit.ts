import type { BacklogView } from '@hourglass/core/contract'
import {
  type Balance,
  type Context,
  type PaymentFigures,
  type QueueFigures,
  readBacklog,
  readBalances,
  readPaymentFigures,
  readQueueFigures,
} from '@hourglass/core/operations'
import type { Metrics, Reading } from '@hourglass/telemetry'

/** Refreshes are at least this many times the last refresh's duration apart: they use at most a twentieth of one connection. */
const PAUSE_FACTOR = 20
/** Older results are not exported: the ledger is unavailable and the values are unknown. */
const STALE_MS = 60_000

/** Reads the sale audit and the backlog from time to time, so that a scrape does not query the ledger. */
export interface AuditWatch {
  /** @throws when PostgreSQL is unavailable */
  refresh(): Promise<void>
}

interface Snapshot {
  at: number
  tookMs: number
  balances: Balance[]
  backlog: BacklogView
  queues: QueueFigures[]
  payments: PaymentFigures | null
}

/** Gauges of the open sales' audit and of the ledger's backlog. They are the same on every server. */
export function createAuditWatch(metrics: Metrics, ctx: Context): AuditWatch {
  let last: Snapshot | undefined
  const fresh = () => (last && performance.now() - last.at < STALE_MS ? last : undefined)
  const ofSales = (name: string, help: string, of: (balance: Balance) => number) =>
    metrics.gauge({ name, help }, ['sale'], () =>
      stillOpen().map((balance) => [{ sale: String(balance.saleId) }, of(balance)]),
    )
  const ofLedger = (name: string, help: string, of: (backlog: BacklogView) => number) =>
    metrics.gauge({ name, help }, [], () => {
      const now = fresh()
      return now ? [[{}, of(now.backlog)]] : []
    })
  function stillOpen(): Balance[] {
    const open = new Set(ctx.sales.open(ctx.clock()).map(({ id }) => id))
    return (fresh()?.balances ?? []).filter(({ saleId }) => open.has(saleId))
  }

  ofSales('hourglass_sale_stock_units', 'Stock of an open sale in units', ({ stock }) => stock)
  ofSales('hourglass_sale_oversold_units', 'Units sold beyond the stock; must be 0', (sale) => sale.oversold)
  ofSales(
    'hourglass_sale_mismatched_units',
    'Units by which the audit of an open sale fails; must be 0',
    (sale) => sale.mismatched,
  )
  metrics.gauge(
    { name: 'hourglass_sale_units', help: 'Units of an open sale by state; they add up to its stock' },
    ['sale', 'state'],
    () => stillOpen().flatMap(unitsByState),
  )
  const ofQueues = (name: string, help: string, of: (queue: QueueFigures) => number | null) =>
    metrics.gauge({ name, help }, ['sale'], () =>
      (fresh()?.queues ?? []).flatMap((queue) => {
        const value = of(queue)
        return value === null ? [] : [[{ sale: String(queue.saleId) }, value]]
      }),
    )
  metrics.gauge(
    { name: 'hourglass_queue_places', help: 'Places in the waiting room of an open sale, by state' },
    ['sale', 'state'],
    () => (fresh()?.queues ?? []).flatMap(placesByState),
  )
  ofQueues(
    'hourglass_queue_wait_seconds',
    'Estimated wait of somebody who joins the waiting room now; absent before the draw and while it is paused',
    ({ waitMs }) => (waitMs === null ? null : waitMs / 1_000),
  )
  ofQueues(
    'hourglass_queue_rate_per_minute',
    'Target rate of admissions from the waiting room',
    ({ ratePerMinute }) => ratePerMinute,
  )
  ofQueues(
    'hourglass_queue_stalled_seconds',
    'Time since a server last advanced the waiting room of a sale that has started',
    ({ stalledMs }) => (stalledMs === null ? null : stalledMs / 1_000),
  )
  const ofPayments = (name: string, help: string, of: (payments: PaymentFigures) => number) =>
    metrics.gauge({ name, help }, [], () => {
      const payments = fresh()?.payments
      return payments ? [[{}, of(payments)]] : []
    })
  ofPayments('hourglass_payments_waiting', 'Payments with a step left to take', ({ waiting }) => waiting)
  ofPayments(
    'hourglass_payments_overdue_seconds',
    'How long the step of a payment that has waited longest has been due',
    ({ overdueMs }) => overdueMs / 1_000,
  )
  ofPayments(
    'hourglass_payments_failing',
    'Payments whose step has failed ten times in a row, such as a capture that the provider refuses',
    ({ failing }) => failing,
  )
  ofPayments(
    'hourglass_payments_lost',
    'Payments of the last week whose money the provider no longer had when it was captured',
    ({ lost }) => lost,
  )
  const ofOutbox = (name: string, help: string, of: (outbox: BacklogView['events'][number]) => number) =>
    metrics.gauge({ name, help }, ['consumer'], () =>
      (fresh()?.backlog.events ?? []).map((outbox) => [{ consumer: outbox.consumer }, of(outbox)]),
    )
  ofOutbox('hourglass_outbox_events', 'Outbox events that the relay has not forwarded yet', ({ waiting }) => waiting)
  ofOutbox('hourglass_outbox_oldest_seconds', 'Age of the oldest event in the outbox', ({ age_ms }) => age_ms / 1_000)
  ofLedger(
    'hourglass_holds_overdue',
    'Holds that are more than a second past their deadline',
    (now) => now.holds_overdue,
  )
  ofLedger('hourglass_orders_waiting', 'Orders that wait to be decided', (now) => now.orders_waiting)
  ofLedger(
    'hourglass_oldest_order_seconds',
    'Age of the oldest undecided order',
    (now) => now.orders_waiting_ms / 1_000,
  )

  return {
    async refresh() {
      const began = performance.now()
      if (last && began - last.at < PAUSE_FACTOR * last.tookMs) return
      const [balances, backlog] = [await readBalances(ctx), await readBacklog(ctx)]
      const [queues, payments] = [await readQueueFigures(ctx), await readPaymentFigures(ctx)]
      const at = performance.now()
      last = { at, tookMs: at - began, balances, backlog, queues, payments }
    },
  }
}

function unitsByState({ saleId, stock, sold, held }: Balance): Reading[] {
  const sale = String(saleId)
  return [
    [{ sale, state: 'sold' }, sold],
    [{ sale, state: 'held' }, held],
    [{ sale, state: 'free' }, stock - sold - held],
  ]
}

function placesByState({ saleId, waiting, admitted, used, expired }: QueueFigures): Reading[] {
  const sale = String(saleId)
  return [
    [{ sale, state: 'waiting' }, waiting],
    [{ sale, state: 'admitted' }, admitted - used - expired],
    [{ sale, state: 'used' }, used],
    [{ sale, state: 'expired' }, expired],
  ]
}
