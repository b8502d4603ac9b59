import type { ActiveSalesView, ItemSummary, SaleView } from './sales.ts'

/** The state of every item of a sale. tRPC only, as is the pace. */
export interface StatesView {
  sale_id: number
  first_item_id: number
  items_count: number
  server_time: string
  units: SaleView['units']
  /** Base64, two bits per item, four items per byte, the first in the lowest bits: 0 available, 1 held, 2 sold. */
  states: string
}

/** `position`: where to resume the live feed. */
export interface PositionedStates extends StatesView {
  position: string
}

/** How fast a sale is selling, by the timestamps of the ledger. */
export interface PaceView {
  sale_id: number
  /** Units sold in each of the last PACE_MINUTES minutes. The last minute ends at `at`. */
  minutes: number[]
  /** The items that sold first, and how long after the start of the sale. */
  fastest: { item: ItemSummary; sold_after_ms: number }[]
  last_sold_at: string | null
  at: string
}

/** Everything that the page of a sale shows, in one response. */
export interface CurrentSaleView {
  sale: SaleView
  /** Other open sales, and the next opening. */
  active: ActiveSalesView
  /** `null` before the sale opens. */
  states: PositionedStates | null
  /** `null` before the sale opens. */
  pace: PaceView | null
}
