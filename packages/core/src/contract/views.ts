import type { ItemState } from './schemas.ts'

/** Money in integer minor units of an ISO 4217 currency. */
export interface Money {
  amount: number
  currency: string
}

export interface SaleView {
  id: number
  name: string
  kind: 'hourly' | 'merchant'
  status: 'scheduled' | 'open' | 'paused' | 'sold_out' | 'closed'
  /** Seed of names and pictures; see core/catalog. */
  seed: number
  first_item_id: number
  items_count: number
  buyer_limit: number
  currency: string
  starts_at: string
  ends_at: string | null
  /** Units by state; they add up to the stock of the sale. */
  units: { available: number; held: number; sold: number }
}

export interface ItemSummary {
  id: number
  name: string
  image_url: string
  price: Money
}

export interface ItemView extends ItemSummary {
  sale_id: number
  state: ItemState
  stock: number
  units_left: number
  /** Of one unit before the discount; null when there is none. */
  list_price: Money | null
  /** Whole percent off the list price, rounded down. */
  discount_percent: number
  /** Units of it that one buyer may have; null: as many as the sale allows. */
  buyer_limit: number | null
  sale_status: SaleView['status']
  sale_ends_at: string | null
  /** Until the sale ends; null when it has no end. */
  time_remaining_ms: number | null
  colour: string
  traits: Record<string, string>
  rarity: string
}

/** What is left of a sale, item by item. */
export interface StatesView {
  sale_id: number
  first_item_id: number
  items_count: number
  server_time: string
  units: SaleView['units']
  /** Base64 of two bits an item, four a byte, the first in the lowest bits: 0 available, 1 held, 2 sold. */
  states: string
}

/** How a sale has been selling, by the ledger's times. */
export interface PaceView {
  sale_id: number
  /** Units sold in each of the last PACE_MINUTES minutes; the last one ends at `at`. */
  minutes: number[]
  /** The items that sold first, and how long after the sale began. */
  fastest: { item: ItemSummary; sold_after_ms: number }[]
  last_sold_at: string | null
  at: string
}

/** A page of sales, the newest first. */
export interface SalesView {
  sales: SaleView[]
  /** The last id of this page, for the next one; null on the last. */
  next_cursor: number | null
}

/** What can be bought now, the newest first, and what opens next. */
export interface ActiveSalesView {
  server_time: string
  sales: SaleView[]
  /** The sale that opens next; made some minutes ahead. */
  next: SaleView | null
  /** When the next hourly sale begins, made or not. */
  next_starts_at: string
}

/** A page of a sale's items. */
export interface SaleItemsView {
  sale_id: number
  /** Items in all, of the state asked for. */
  total: number
  offset: number
  limit: number
  items: ItemView[]
}

export interface CheckoutView {
  code: string
  sale_id: number
  items_count: number
  items: LineView[]
  /** What was asked for and cannot be had; not part of the checkout. */
  unavailable: { id: number; code: 'sold_out' }[]
  sale_ends_at: string | null
  expires_at: string
}

/** An item with how many of it. */
export interface LineView extends ItemSummary {
  quantity: number
}

export type OrderStatus = 'queued' | 'processing' | 'confirmed' | 'failed'

export interface OrderView {
  id: string
  sale_id: number
  user_id: string
  status: OrderStatus
  units: number
  total: Money
  created_at: string
}

/** An order with what is in it and what has become of it. */
export interface OrderDetailsView extends OrderView {
  items: LineView[]
  /** Why it failed; null otherwise. */
  reason: string | null
  changed_at: string
  status_url: string
  /** When to ask again while it is undecided; null once it is decided. */
  poll_after_ms: number | null
}

/** A page of orders, the newest first. */
export interface OrdersView {
  orders: OrderDetailsView[]
  /** The last id of this page, for the next one; null on the last. */
  next_cursor: string | null
}

export interface HoldView {
  id: string
  sale_id: number
  item_id: number
  user_id: string
  status: 'ACTIVE' | 'CONFIRMED' | 'CANCELED' | 'EXPIRED'
  item: ItemSummary
  created_at: string
  expires_at: string
  changed_at: string
  server_time: string
}

/** A page of reservations, the newest first. */
export interface HoldsView {
  reservations: HoldView[]
  next_cursor: string | null
}

export interface HoldConfirmedView {
  reservation: HoldView
  order: OrderView
}

export interface PurchaseView {
  message: string
  order: OrderView
  purchased_items: LineView[]
  failed_items: { id: number; code: 'sold_out' | 'limit_reached' | 'item_not_found' }[]
  /** Units. */
  total_purchased: number
  failed_count: number
}

/** What anyone may check: the sale's books, summed in the ledger, beside what the gate believes. */
export interface AuditView {
  sale_id: number
  units: { stock: number; sold: number; held: number; free: number }
  /** Rows in the ledger's list of sold units; equals units.sold. */
  order_lines: number
  /** Confirmed ones. */
  orders: number
  orders_by_status: Record<string, number>
  /** Together they are all that were made. */
  reservations_by_status: Record<string, number>
  buyers: number
  most_per_buyer: number
  buyer_limit: number
  attempts: Record<string, number>
  /** null while the gate cannot be reached. */
  gate: { epoch: number; seq: number; free: number; out: number } | null
  promises: { exact: boolean; fair: boolean; conserved: boolean }
  at: string
}

/** What a buyer means to buy. Nothing in it is reserved, and the total is what it would cost now. */
export interface CartView {
  user_id: string
  /** In the order they were added. */
  lines: CartLineView[]
  /** Lines that have just dropped out; named once. */
  dropped: { item_id: number; code: 'sale_closed' }[]
  /** Of the units that can be had now; null when there are none, or when they are sold in several currencies. */
  estimated_total: Money | null
  /** The cart is kept until then, unless it is changed before; null when there is none. */
  expires_at: string | null
  reserved: false
}

export interface CartLineView {
  item: ItemSummary
  sale_id: number
  quantity: number
  /** `fewer_left`: some, but not as many as asked for. */
  state: 'available' | 'fewer_left' | 'sold_out' | 'sale_not_open' | 'sale_paused'
  units_left: number
  line_total: Money
}
