import type { Material, Palette, Rarity } from '@hourglass/core/catalog'

export type Sort = 'field' | 'rarest' | 'cheapest' | 'dearest' | 'name'

/** Search, filters and sort order of a sale, as in the address bar. */
export interface Query {
  /** Names must contain every word of it. */
  search: string
  available: boolean
  material: Material | null
  rarity: Rarity | null
  palette: Palette | null
  sort: Sort
}

export const EVERYTHING: Query = {
  search: '',
  available: false,
  material: null,
  rarity: null,
  palette: null,
  sort: 'field',
}

/** Whether a query leaves items out. */
export const isFiltered = (query: Query): boolean => addressOf({ ...query, sort: EVERYTHING.sort }) !== ''

/** Longer than any name. */
export const SEARCH_CHARS_MAX = 100

/** "?search=tide&material=opal", or "" for everything. */
export function addressOf({ search, available, material, rarity, palette, sort }: Query): string {
  const params = new URLSearchParams({
    ...(search.trim() && { search: search.trim() }),
    ...(available && { show: 'available' }),
    ...(material && { material }),
    ...(rarity && { rarity }),
    ...(palette && { palette }),
    ...(sort !== 'field' && { sort }),
  })
  return params.size > 0 ? `?${params}` : ''
}
