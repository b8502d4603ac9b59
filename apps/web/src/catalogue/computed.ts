import { countItems, type FieldOrder, fieldOrder, type GeneratedItem, type TraitCounts } from '@hourglass/core/catalog'
import { columnsOf } from '../field/view'
import { keptSale, type Seeded } from './item-cache'

/** How many items of a sale have each trait. Counted once while the sale is in the cache. */
export function countsOf(sale: Seeded, items: readonly GeneratedItem[]): TraitCounts {
  const kept = keptSale(sale) ?? { items }
  kept.counts ??= countItems(items)
  return kept.counts
}

/** Where the items of a sale lie in its field. Sorted once while the sale is in the cache. */
export function fieldOrderOf(sale: Seeded, items: readonly GeneratedItem[]): FieldOrder {
  const kept = keptSale(sale) ?? { items }
  kept.order ??= fieldOrder(
    items.map(({ colour }) => colour),
    columnsOf(items.length),
  )
  return kept.order
}
