import type { ActiveSalesView, ItemSummary, SaleView } from './sales.ts'

/** What is left of a sale, item by item. Over tRPC only, as is the pace. */
export interface StatesView {
  sale_id: number
  first_item_id: number
  items_count: number
  server_time: string
  units: SaleView['units']
  /** Base64 of two bits an item, four a byte, the first in the lowest bits: 0 available, 1 held, 2 sold. */
  states: string
}

/** `position`: what to resume the live feed from. */
export interface PositionedStates extends StatesView {
  position: string
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

/** All that a page of a sale shows, in one answer. */
export interface CurrentSaleView {
  sale: SaleView
  /** Other sales, and the next opening. */
  active: ActiveSalesView
  /** `null` before the sale opens. */
  states: PositionedStates | null
  /** `null` before the sale opens. */
  pace: PaceView | null
}
