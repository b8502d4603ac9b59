import { type GeneratedItem, priceOf, RARITIES } from '@hourglass/core/catalog'
import type { Query, Sort } from './query'

/** Positions of the things that a query asks for, in its order. `isAvailable`: whether the one at a position can be had. */
export function find(
  things: readonly GeneratedItem[],
  query: Query,
  { seed, isAvailable }: { seed: number; isAvailable: (position: number) => boolean },
): number[] {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean)
  const { material, rarity, palette, available } = query
  const found = things.filter(
    (thing) =>
      (!material || thing.traits.material === material) &&
      (!rarity || thing.rarity === rarity) &&
      (!palette || thing.traits.palette === palette) &&
      (!available || isAvailable(thing.index)) &&
      hasWords(thing, words),
  )
  return inOrder(found, query.sort, seed).map(({ index }) => index)
}

function hasWords({ name }: GeneratedItem, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const lower = name.toLowerCase()
  return words.every((word) => lower.includes(word))
}

function inOrder(found: GeneratedItem[], sort: Sort, seed: number): GeneratedItem[] {
  const by = (keyOf: (thing: GeneratedItem) => number) => {
    const keyed = found.map((thing) => ({ thing, key: keyOf(thing) }))
    return keyed.sort((a, b) => a.key - b.key || a.thing.index - b.thing.index).map(({ thing }) => thing)
  }
  switch (sort) {
    case 'field':
      return found
    case 'rarest':
      return by(({ rarity }) => -RARITIES.indexOf(rarity))
    case 'cheapest':
      return by(({ index }) => priceOf(seed, index))
    case 'dearest':
      return by(({ index }) => -priceOf(seed, index))
    case 'name':
      return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }
}
