import { type GeneratedItem, RARITIES } from '@hourglass/core/catalog'
import { countsOf } from './computed'
import type { Seeded } from './item-cache'
import type { Query } from './query'

/** Filter values with the number of items of each, most common first. */
export type Facets = Record<'material' | 'rarity' | 'palette', [value: string, count: number][]>

export type FacetName = keyof Facets & keyof Query

export function facetsOf(sale: Seeded, items: readonly GeneratedItem[]): Facets {
  const { material, palette } = countsOf(sale, items)
  const ofRarity = Object.fromEntries(RARITIES.map((value) => [value, 0]))
  for (const { rarity } of items) ofRarity[rarity] = (ofRarity[rarity] ?? 0) + 1
  const commonest = (counts: Record<string, number>) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a)
  return { material: commonest(material), rarity: Object.entries(ofRarity), palette: commonest(palette) }
}
