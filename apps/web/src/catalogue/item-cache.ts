import { countItems, type GeneratedItem, type TraitCounts } from '@hourglass/core/catalog'
import type { SaleView } from '@hourglass/core/contract'

/** A sale whose items are public: a sealed sale has no seed yet. */
export type UnsealedSale = SaleView & { seed: number }
export const isUnsealed = (sale: SaleView): sale is UnsealedSale => sale.seed !== null

/** What names and pictures of a sale are generated from. */
export type Seeded = Pick<UnsealedSale, 'seed' | 'items_count'>

/** Sales in the cache, a few MB each. */
const SALES_MAX = 4
const kept = new Map<string, Kept>()

interface Kept {
  items: readonly GeneratedItem[]
  /** Counted on first use. */
  counts?: TraitCounts
}

export const keyOf = ({ seed, items_count }: Seeded): string => `${seed} ${items_count}`

/** The items of a sale, if they have been generated already. */
export const cachedItems = (sale: Seeded): readonly GeneratedItem[] | undefined => kept.get(keyOf(sale))?.items

export function cacheItems(sale: Seeded, items: readonly GeneratedItem[]): readonly GeneratedItem[] {
  kept.set(keyOf(sale), { items })
  for (const key of kept.keys().take(Math.max(0, kept.size - SALES_MAX))) kept.delete(key)
  return items
}

/** How many items of a sale have each trait. Counted once while the sale is in the cache. */
export function countsOf(sale: Seeded, items: readonly GeneratedItem[]): TraitCounts {
  const entry = kept.get(keyOf(sale)) ?? { items }
  entry.counts ??= countItems(items)
  return entry.counts
}
