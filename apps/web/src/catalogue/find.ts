import { type GeneratedItem, priceOf, RARITIES, type Source } from '@hourglass/core/catalog'
import type { Query, Sort } from './query'

/** Positions of the items that match a query, in its order. `isAvailable` tests the item at a position. */
export function find(
  items: readonly GeneratedItem[],
  query: Query,
  { source, isAvailable }: { source: Source; isAvailable: (position: number) => boolean },
): number[] {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean)
  const { material, rarity, palette, available } = query
  const found = items.filter(
    (item) =>
      (!material || item.traits.material === material) &&
      (!rarity || item.rarity === rarity) &&
      (!palette || item.traits.palette === palette) &&
      (!available || isAvailable(item.index)) &&
      hasWords(item, words),
  )
  return inOrder(found, query.sort, source).map(({ index }) => index)
}

function hasWords({ name }: GeneratedItem, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const lower = name.toLowerCase()
  return words.every((word) => lower.includes(word))
}

function inOrder(found: GeneratedItem[], sort: Sort, source: Source): GeneratedItem[] {
  const by = (keyOf: (item: GeneratedItem) => number) => {
    const keyed = found.map((item) => ({ item, key: keyOf(item) }))
    return keyed.sort((a, b) => a.key - b.key || a.item.index - b.item.index).map(({ item }) => item)
  }
  switch (sort) {
    case 'field':
      return found
    case 'rarest':
      return by(({ rarity }) => -RARITIES.indexOf(rarity))
    case 'cheapest':
      return by(({ index }) => priceOf(source, index))
    case 'dearest':
      return by(({ index }) => -priceOf(source, index))
    case 'name':
      return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }
}
