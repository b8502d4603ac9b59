import type { Place } from '../data/read-drop'

/** Further pages than any sale has are the last there is to ask for. */
const PAGE_MAX = 100_000

export type Search = Record<string, string | string[] | undefined>

export function placeOf({ page, show }: Search): Place {
  const asked = typeof page === 'string' && /^\d{1,6}$/.test(page) ? Number(page) : 1
  return { page: Math.min(Math.max(asked, 1), PAGE_MAX), show: show === 'available' ? 'available' : 'all' }
}

export function searchOf({ page, show }: Place): string {
  const search = new URLSearchParams()
  if (show === 'available') search.set('show', show)
  if (page > 1) search.set('page', String(page))
  return search.size > 0 ? `?${search}` : ''
}
