/** Further pages than any sale has are the last there is to ask for. */
const PAGE_MAX = 100_000

export type Search = Record<string, string | string[] | undefined>

/** The page that an address asks for, from 1 on. */
export function pageOf({ page }: Search): number {
  const asked = typeof page === 'string' && /^\d{1,6}$/.test(page) ? Number(page) : 1
  return Math.min(Math.max(asked, 1), PAGE_MAX)
}

export function paramsOf(search: Search): URLSearchParams {
  return new URLSearchParams(
    Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
