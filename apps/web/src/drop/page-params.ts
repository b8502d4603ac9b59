/** More pages than any sale has. */
const PAGE_MAX = 100_000

export type Search = Record<string, string | string[] | undefined>

/** The page number in an address, from 1. */
export function pageOf({ page }: Search): number {
  const asked = typeof page === 'string' && /^\d{1,6}$/.test(page) ? Number(page) : 1
  return Math.min(Math.max(asked, 1), PAGE_MAX)
}

export function paramsOf(search: Search): URLSearchParams {
  return new URLSearchParams(
    Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** Items on a page of a merchant sale. */
export const PAGE_ITEMS = 24
