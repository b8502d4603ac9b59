import type { OrderDetailsView } from './buying.ts'
import type { WebhookView } from './webhooks.ts'

/** What the console and the command line show; none of it is part of the REST API. */

/** One attempt at a checkout. */
export interface AttemptView {
  id: string
  checkout_id: string
  /** 0: no sale could be made out. */
  sale_id: number
  user_id: string
  items: { id: number; quantity: number }[]
  outcome: string
  at: string
}

/** A page of a search that looks at so many rows at most; `looked_until`: how far back it has looked. */
export interface AttemptsView {
  sale_id: number
  attempts: AttemptView[]
  looked_until: string | null
  next_cursor: string | null
}

export interface FoundOrdersView {
  orders: OrderDetailsView[]
  looked_until: string | null
  next_cursor: string | null
}

/** Where gate and ledger tell different stories of one sale, seen in two looks running. */
export interface GateComparisonView {
  sale_id: number
  name: string
  epoch: number
  /** `ok`: compared; `empty`: to be built by the first who needs it; `away`: Redis does not answer. */
  gate: 'ok' | 'empty' | 'away'
  /** Takes under way, whose items and buyers are left out. */
  takes: number
  differences: string[]
  differences_count: number
}

export interface GateRebuiltView {
  sale_id: number
  epoch: number
}

/** What waits although it should not. */
export interface BacklogView {
  /** ACTIVE holds whose time is over by more than a second, and by how much the oldest is, in milliseconds. */
  holds_overdue: number
  holds_overdue_ms: number
  /** Orders to be decided, and the age of the oldest, in milliseconds. */
  orders_waiting: number
  orders_waiting_ms: number
  /** Events that a reader of the outbox has not passed on yet, and the age of the oldest, in milliseconds. */
  events: { consumer: string; waiting: number; age_ms: number }[]
}

/** A webhook with whose it is. */
export type OwnedWebhookView = WebhookView & { principal: string }

/** The clock's sale of this period and the next one; `sale_id` null: not made yet. */
export interface ScheduleView {
  now: string
  period_ms: number
  current: { starts_at: string; sale_id: number | null }
  next: { starts_at: string; sale_id: number | null }
}

/** Who has signed in to the console. */
export interface OperatorView {
  partner: string
  key_id: string
  expires_at: string
}
