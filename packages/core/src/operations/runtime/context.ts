import type { Database } from '@hourglass/db'
import type { PaceView } from '../../contract/index.ts'
import type { SigningKeys } from '../../domain/index.ts'
import type { Gate } from '../../gate/index.ts'
import type { Ledger, SaleDirectory } from '../../ledger/index.ts'
import type { History } from './history.ts'
import type { Log } from './log.ts'
import type { Measures } from './measures.ts'
import type { SaleBooks } from './sale-books.ts'
import type { Shelves } from './shelves.ts'
import type { Signing } from './signing.ts'
import type { SingleFlight } from './single-flight.ts'

export interface Settings {
  /** Items of an hourly sale. */
  saleItems: number
  /** Time between hourly sales. */
  salePeriodMs: number
  /** Units a buyer may have in an hourly sale. */
  buyerLimit: number
  /** How long a checkout may be bought. */
  checkoutTtlMs: number
  /** How long a take keeps units off the shelf without word from the ledger. Longer than any request may last. */
  takeLeaseMs: number
  /** How long a hold lasts. */
  holdMs: number
  /** How long an order may be under way to its decision before another worker takes it over. */
  orderClaimMs: number
  /** How long what operators did stays on record. */
  actionsKeptMs: number
  /** Whether webhooks may lead into private networks, as in development; left out, they may not. */
  webhookPrivateAddresses?: boolean
}

/** An order between `processing` and its end, as the step that decides it sees it. */
export interface UndecidedOrder {
  id: string
  saleId: number
  userId: string
  units: number
  /** In minor units of the currency. */
  total: number
  currency: string
  lines: { itemId: number; quantity: number; price: number }[]
  /** Aborted when the claim on the order runs out: another worker may begin then. */
  signal: AbortSignal
}

/**
 * The step that decides an order: payment, an address check. It may be called more than once for an order, by several servers in
 * turn, and must come to the same answer under the same id. What it throws is tried again.
 */
export type OrderStep = (order: UndecidedOrder) => Promise<{ approved: true } | { approved: false; reason: string }>

/** What every operation is given. Nothing in it outlives the process, and nothing that matters lives in it. */
export interface Context {
  db: Database
  gate: Gate
  ledger: Ledger
  sales: SaleDirectory
  /** Reads of sales that are long over. */
  history: History
  books: SaleBooks
  shelves: Shelves
  /** Keys of checkout codes; the same for all servers of one database. */
  codeKeys: SigningKeys
  /** Keys of cookies, and what reads all of them again. */
  signing: Signing
  /** Work that several requests share while it is under way. */
  flights: SingleFlight
  /** Orders whose changes are streamed to their buyers. */
  watching: { orders: number }
  /** How the sales that were asked for last have been selling. */
  paces: Map<number, { at: number; pace: Promise<PaceView> }>
  /** The context of each partner that has called. */
  partners: Map<string, Context>
  settings: Settings
  orderStep: OrderStep
  /** Sales of which the gate has missed something: they are rebuilt as soon as it answers. */
  dirtySales: Set<number>
  /** For what is shown and for preparing ahead; never decides whether a sale is open. */
  clock: () => Date
  /** A UUID that begins with the time (RFC 9562, version 7). */
  newId: () => string
  /** Set when the caller may send this very request again: what it makes is made once, under this id. */
  requestId?: string
  /** Set when this request was run before and its answer was lost: what it was to do may be done. */
  resumed?: boolean
  /** Set when a partner calls: whatever is not of its buyers is not there. */
  partner?: string
  log: Log
  measures: Measures
}
