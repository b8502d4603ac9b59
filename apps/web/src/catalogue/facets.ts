import { countItems, type GeneratedItem, RARITIES } from '@hourglass/core/catalog'
import type { Query } from './query'

/** Filter values with the number of items of each, most common first. */
export type Facets = Record<'material' | 'rarity' | 'palette', [value: string, count: number][]>

export type FacetName = keyof Facets & keyof Query

export function facetsOf(items: readonly GeneratedItem[]): Facets {
  const { material, palette } = countItems(items)
  const rarity = RARITIES.map((value): [string, number] => [
    value,
    items.filter((item) => item.rarity === value).length,
  ])
  const commonest = (counts: Record<string, number>) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a)
  return { material: commonest(material), rarity, palette: commonest(palette) }
}
