import type { FieldOrder, GeneratedItem, TraitCounts } from '@hourglass/core/catalog'
import type { SaleView } from '@hourglass/core/contract'

/** A sale whose items are public: a sealed sale has no seed yet. */
export type UnsealedSale = SaleView & { seed: number }
export const isUnsealed = (sale: SaleView): sale is UnsealedSale => sale.seed !== null

/** What names and pictures of a sale are generated from. */
export type Seeded = Pick<UnsealedSale, 'seed' | 'edition' | 'items_count'>

/** Sales in the cache, a few MB each. */
const SALES_MAX = 4
const kept = new Map<string, KeptSale>()

export interface KeptSale {
  items: readonly GeneratedItem[]
  /** Counted on first use. */
  counts?: TraitCounts
  /** Sorted on first use. */
  order?: FieldOrder
}

export const keyOf = ({ seed, edition, items_count }: Seeded): string => `${seed} ${edition} ${items_count}`

/** What has been computed of a sale already. */
export const keptSale = (sale: Seeded): KeptSale | undefined => kept.get(keyOf(sale))

/** The items of a sale, if they have been generated already. */
export const cachedItems = (sale: Seeded): readonly GeneratedItem[] | undefined => keptSale(sale)?.items

export function cacheItems(sale: Seeded, items: readonly GeneratedItem[]): readonly GeneratedItem[] {
  kept.set(keyOf(sale), { items })
  for (const key of kept.keys().take(Math.max(0, kept.size - SALES_MAX))) kept.delete(key)
  return items
}
