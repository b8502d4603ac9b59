import type { BacklogView } from '@hourglass/core/contract'
import { type Balance, type Context, readBacklog, readBalances } from '@hourglass/core/operations'
import type { Metrics, Reading } from '@hourglass/telemetry'

/** A look rests for so many times as long as the last one took: it costs the ledger a twentieth of one connection at most. */
const LOOK_REST = 20
/** What was seen longer ago is not shown: the ledger is away, and nobody knows. */
const SEEN_MS_MAX = 60_000

/** Looks at the books now and then, so that reading the metrics asks the ledger nothing. */
export interface BooksWatch {
  /** @throws when PostgreSQL is away */
  look(): Promise<void>
}

interface Seen {
  at: number
  tookMs: number
  balances: Balance[]
  backlog: BacklogView
}

/** The books of the open sales and what waits in the ledger, as every server sees them alike. */
export function watchBooks(metrics: Metrics, ctx: Context): BooksWatch {
  let seen: Seen | undefined
  const fresh = () => (seen && performance.now() - seen.at < SEEN_MS_MAX ? seen : undefined)
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

  ofSales('hourglass_sale_stock_units', 'Units of an open sale', ({ stock }) => stock)
  ofSales('hourglass_sale_oversold_units', 'Units sold beyond the stock: never more than 0', (sale) => sale.oversold)
  ofSales(
    'hourglass_sale_astray_units',
    'Units by which the books of a sale differ: never more than 0',
    (sale) => sale.astray,
  )
  metrics.gauge(
    { name: 'hourglass_sale_units', help: 'Units of an open sale by state; together its stock' },
    ['sale', 'state'],
    () => stillOpen().flatMap(unitsByState),
  )
  const ofOutbox = (name: string, help: string, of: (outbox: BacklogView['events'][number]) => number) =>
    metrics.gauge({ name, help }, ['consumer'], () =>
      (fresh()?.backlog.events ?? []).map((outbox) => [{ consumer: outbox.consumer }, of(outbox)]),
    )
  ofOutbox('hourglass_outbox_events', 'Events that the relay has yet to pass on', ({ waiting }) => waiting)
  ofOutbox('hourglass_outbox_oldest_seconds', 'Age of the oldest of these', ({ age_ms }) => age_ms / 1_000)
  ofLedger('hourglass_holds_overdue', 'Holds past their deadline by more than a second', (now) => now.holds_overdue)
  ofLedger('hourglass_orders_waiting', 'Orders that wait for their decision', (now) => now.orders_waiting)
  ofLedger('hourglass_oldest_order_seconds', 'Age of the oldest of these', (now) => now.orders_waiting_ms / 1_000)

  return {
    async look() {
      const began = performance.now()
      if (seen && began - seen.at < LOOK_REST * seen.tookMs) return
      const [balances, backlog] = [await readBalances(ctx), await readBacklog(ctx)]
      const at = performance.now()
      seen = { at, tookMs: at - began, balances, backlog }
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
