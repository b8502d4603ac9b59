import { MATERIAL_WEIGHTS, type Material, PALETTES, RARITIES } from '@hourglass/core/catalog'
import { type Query, SEARCH_CHARS_MAX, type Sort } from './query.ts'

const MATERIALS = Object.keys(MATERIAL_WEIGHTS) as Material[]
const SORTS: readonly Sort[] = ['field', 'rarest', 'cheapest', 'dearest', 'name']

/** The query in an address. Unknown values are ignored. */
export function queryOf(params: URLSearchParams): Query {
  const one = <T extends string>(name: string, values: readonly T[]) =>
    values.find((value) => value === params.get(name)) ?? null
  return {
    search: (params.get('search') ?? '').slice(0, SEARCH_CHARS_MAX),
    available: params.get('show') === 'available',
    material: one('material', MATERIALS),
    rarity: one('rarity', RARITIES),
    palette: one('palette', PALETTES),
    sort: one('sort', SORTS) ?? 'field',
  }
}
