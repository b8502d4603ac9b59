import type { Role } from '../operating.ts'
import type { OrderDetailsView, OrderStatus } from './buying.ts'
import type { WebhookView } from './webhooks.ts'

/** Views for the console and the CLI. They are not part of the REST API. */

/** One checkout attempt. */
export interface AttemptView {
  id: string
  checkout_id: string
  /** 0: the sale could not be determined. */
  sale_id: number
  user_id: string
  items: { id: number; quantity: number }[]
  outcome: string
  at: string
}

/** One page of a search that scans a limited number of rows. `scanned_until`: how far back it has searched. */
export interface AttemptsView {
  sale_id: number
  attempts: AttemptView[]
  scanned_until: string | null
  next_cursor: string | null
}

export interface FoundOrdersView {
  orders: OrderDetailsView[]
  scanned_until: string | null
  next_cursor: string | null
}

/** Differences between gate and ledger for one sale that two consecutive comparisons found. */
export interface GateComparisonView {
  sale_id: number
  name: string
  epoch: number
  /** `ok`: compared; `empty`: not built yet, the next request builds it; `away`: Redis does not respond. */
  gate: 'ok' | 'empty' | 'away'
  /** Takes in progress. Their items and buyers are excluded from the comparison. */
  takes: number
  differences: string[]
  differences_count: number
}

export interface GateRebuiltView {
  sale_id: number
  epoch: number
}

/** Overdue and pending work. */
export interface BacklogView {
  /** ACTIVE holds that are past their deadline by more than a second, and by how much the oldest is, in milliseconds. */
  holds_overdue: number
  holds_overdue_ms: number
  /** Undecided orders, and the age of the oldest, in milliseconds. */
  orders_waiting: number
  orders_waiting_ms: number
  /** Outbox events that a consumer has not delivered yet, and the age of the oldest, in milliseconds. */
  events: { consumer: string; waiting: number; age_ms: number }[]
}

/** A webhook and the principal that owns it. */
export type OwnedWebhookView = WebhookView & { principal: string }

/** The hourly sales of the current and the next period. `sale_id` null: not created yet. */
export interface ScheduleView {
  now: string
  period_ms: number
  current: { starts_at: string; sale_id: number | null }
  next: { starts_at: string; sale_id: number | null }
}

/** A mail in the development mailbox. */
export interface MailView {
  id: string
  kind: string
  to: string
  subject: string
  text: string
  /** Not trusted: show it in a sandboxed frame only. */
  html: string
  created_at: string
}

export interface MailboxView {
  mails: MailView[]
}

/** Somebody who may use the console. */
export interface OperatorView {
  email: string
  role: Role
  /** The account with this address; null until it signs in. */
  account_id: string | null
  created_at: string
}

export interface OperatorsView {
  /** By e-mail address. */
  operators: OperatorView[]
}

/** How far the people of a sale came, from the ledger. */
export interface FunnelView {
  sale_id: number
  /** Browsers that opened the sale in the storefront. Callers of the API alone are not among them. */
  visited: number
  /** People who joined the waiting room; null: the sale never had one. */
  joined: number | null
  /** Buyers with a successful checkout, a hold or an order. */
  checked_out: number
  /** Buyers who own at least one unit. */
  bought: number
  /** Most frequent first, at most REFUSALS_MAX. */
  refused: FunnelRefusalView[]
  at: string
}

/** How often buyers came no further for one reason, and how many buyers. */
export interface FunnelRefusalView {
  /** `checkout`: the attempt was refused. `order`: the queued order failed. `hold`: it ended unsold. */
  step: 'checkout' | 'order' | 'hold'
  /** An outcome of the catalogue, the reason of a failed order, or `expired` or `canceled`. */
  code: string
  /** The title of the outcome; null if the catalogue has no such outcome. */
  title: string | null
  count: number
  people: number
}

/** Everything that has the id that was asked for. Members that a kind does not have are null or empty. */
export interface FoundView {
  found: {
    kind: 'order' | 'hold' | 'checkout' | 'buyer' | 'item' | 'sale' | 'ticket' | 'picture' | 'webhook' | 'key'
    id: string
    /** Of an order its number, of a webhook its URL, of a key its partner, of a picture its path. */
    name: string | null
    /** Of an attempt its outcome. */
    status: string | null
    sale_id: number | null
    user_id: string | null
    item_ids: number[]
    /** When it was made; of a sale, when it starts. */
    at: string | null
  }[]
}

/** What sold and was refused in the last 24 hours, from the ledger. */
export interface ActivityView {
  /** Start of the first bucket. */
  from: string
  bucket_ms: number
  /** Units sold in each bucket, oldest first. The last one is the present one. */
  sold: number[]
  /** Refused checkout attempts in each bucket. */
  refused: number[]
  /** Oldest first, at most MOMENTS_MAX. */
  moments: { sale_id: number; name: string; what: 'started' | 'sold_out' | 'closed'; at: string }[]
}

/** A part of an export. The parts joined are the file; `next_cursor` is null with the last one. */
export interface ExportPageView {
  csv: string
  next_cursor: string | null
}

/** The money of a sale by the ledger, in minor units of its currency. */
export interface MoneyView {
  sale_id: number
  currency: string
  payment: 'none' | 'required'
  /** `total`: what the orders cost, returned units included. */
  orders: { status: OrderStatus; orders: number; units: number; total: number }[]
  /** Money that the provider has taken for units that were sold. */
  captured: number
  /** Paid for and sold, but not captured yet. */
  to_capture: number
  /** Sold, but the provider no longer had the money. */
  lost: number
  refunded: number
  to_refund: number
}

/** The money of a sale, compared with its provider payment by payment. */
export interface MoneyReportView {
  sale_id: number
  currency: string
  /** Payments that were made at the provider. */
  payments: number
  /** The part of them with a step left. They are not compared. */
  in_progress: number
  /** Of those that are compared: what the ledger expects and what the provider says, in minor units. */
  ledger: { captured: number; refunded: number }
  provider: { captured: number; refunded: number }
  differences: { order_id: string; order_number: string; expected: string; found: string }[]
}
