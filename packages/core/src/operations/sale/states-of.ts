import type { StatesView } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Shelf } from '../runtime/shelves.ts'

/** The state of every item of a sale, as the page is rendered with it and the live feed starts from it. */
export const statesOf = (sale: Sale, shelf: Shelf, serverTime: Date): StatesView => ({
  sale_id: sale.id,
  first_item_id: sale.firstItemId,
  items_count: sale.itemsCount,
  server_time: serverTime.toISOString(),
  units: shelf.units,
  states: shelf.packed(),
})
