import type { Database } from '@hourglass/db'
import type { FunnelView, PaceView } from '../../contract/index.ts'
import type { SigningKeys } from '../../domain/index.ts'
import type { Gate } from '../../gate/index.ts'
import type { Ledger, SaleDirectory } from '../../ledger/index.ts'
import type { Activity } from '../operator/read-activity.ts'
import type { GuardedProvider } from '../payment/guard-provider.ts'
import type { PictureStore } from '../picture/picture-store.ts'
import type { AgedCache } from './aged-cache.ts'
import type { History } from './history.ts'
import type { Log } from './log.ts'
import type { Measures } from './measures.ts'
import type { Queues } from './queues.ts'
import type { SaleStateReader } from './sale-state.ts'
import type { Shelves } from './shelves.ts'
import type { Signing } from './signing.ts'
import type { SingleFlight } from './single-flight.ts'

export interface Settings {
  /** Number of items in an hourly sale. */
  saleItems: number
  /** Time between hourly sales. */
  salePeriodMs: number
  /** Most units that one buyer may have in an hourly sale. */
  buyerLimit: number
  /** Whether guests may buy in hourly sales, and in merchant sales that do not say. */
  guests: 'allowed' | 'refused'
  /** How long a checkout code is valid. */
  checkoutTtlMs: number
  /** Lease of a take: how long it keeps units off the shelf without a decision by the ledger. Longer than any request deadline. */
  takeLeaseMs: number
  /** Whether buyers need a pass from a waiting room, in hourly sales and in merchant sales that do not say. */
  door: 'open' | 'queue'
  /** Whether an order is confirmed by a payment, in hourly sales and in merchant sales that do not say. */
  payment: 'none' | 'required'
  /** Waiting rooms: first admission rate, validity of a pass, and whether joining needs a proof of work. */
  queue: { ratePerMinute: number; passMs: number; proof: boolean }
  /** How long an order of a sale that takes payment keeps its units while it awaits it. */
  paymentMs: number
  /** How long after its confirmation a buyer can cancel an order; 0: not at all. */
  cancelMs: number
  /** How long a hold lasts. */
  holdMs: number
  /** How long a worker may take to decide an order before another worker takes over. */
  orderClaimMs: number
  /** Retention of the audit log. */
  actionsKeptMs: number
  /** How mail leaves, and the storefront that its links lead to; undefined: this shop sends none. */
  mail?: { transport: 'smtp' | 'mailbox'; storefront: string } | undefined
  /** Whether webhooks may target private networks, for development. Defaults to false. */
  webhookPrivateAddresses?: boolean
}

/** An order in `processing`, as the decision step sees it. */
export interface UndecidedOrder {
  id: string
  saleId: number
  userId: string
  units: number
  /** In minor units of the currency. */
  total: number
  currency: string
  lines: { itemId: number; quantity: number; price: number }[]
  /** Aborted when the claim on the order expires; another worker may start then. */
  signal: AbortSignal
}

/**
 * The step that decides an order, such as a payment or an address check. Several servers may call it for the same order, one after
 * another. It must be idempotent under the order's id. If it throws, it is retried.
 */
export type OrderStep = (order: UndecidedOrder) => Promise<{ approved: true } | { approved: false; reason: string }>

/** The dependencies of every operation. It has no durable state: a process can be killed at any time. */
export interface Context {
  db: Database
  gate: Gate
  ledger: Ledger
  sales: SaleDirectory
  /** Reads of sales that ended long ago. */
  history: History
  saleState: SaleStateReader
  shelves: Shelves
  /** Waiting rooms. */
  queues: Queues
  /** Signing keys of checkout codes, shared by all servers of one database. */
  codeKeys: SigningKeys
  /** Signing keys of cookies, and `refresh` for all keys. */
  signing: Signing
  /** Single flight: concurrent requests share one run of the same work. */
  flights: SingleFlight
  /** Number of orders whose changes are being streamed. */
  watching: { orders: number }
  /** Cached pace of the sales that were requested last. */
  paces: AgedCache<number, PaceView>
  /** Cached funnels of the sales that were requested last. */
  funnels: AgedCache<number, FunnelView>
  /** Cached activity, by merchant; of all sales under the empty name. */
  activities: AgedCache<string, Activity>
  /** First visits of browsers that are not in the ledger yet, by sale. */
  visits: Map<number, number>
  /** One context per principal that has called. */
  partners: Map<string, Context>
  /** The files of uploaded pictures. */
  pictures: PictureStore
  /** Number of pictures that are being encoded. */
  encoding: { pictures: number }
  settings: Settings
  orderStep: OrderStep
  /** Who takes payments; null: nobody, and sales sell for play money. */
  payments: GuardedProvider | null
  /** Dirty sales: their gate has missed an update and is rebuilt as soon as Redis responds. */
  dirtySales: Set<number>
  /** For display and scheduling. It never decides whether a sale is open. */
  clock: () => Date
  /** A new UUIDv7, which starts with a timestamp (RFC 9562). */
  newId: () => string
  /** Set when the request may be repeated. The operation creates everything under this id, so that a repeat creates nothing twice. */
  requestId?: string
  /** Set when an earlier run of this request lost its response: its effects may already exist. */
  resumed?: boolean
  /** Set when a partner calls: its principal. It can see only its own buyers. */
  partner?: string
  /** Set when the request carries passes, separated by commas. */
  pass?: string
  /** Set when a merchant acts: its account. Its directory has only its own sales, and sales that it opens are its own. */
  merchant?: string
  /** Set when an account acts that is linked to guests: it owns what they own. */
  linkedGuests?: readonly string[]
  log: Log
  measures: Measures
}
