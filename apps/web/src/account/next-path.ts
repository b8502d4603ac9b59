/** A page of this storefront to go to after signing in; the first page for anything else, such as another site. */
export function nextPath(given: string | null | undefined): string {
  const base = 'http://storefront.invalid'
  if (!given?.startsWith('/') || !URL.canParse(given, base)) return '/'
  const { origin, pathname, search, hash } = new URL(given, base)
  // A browser reads `//host` and `/\host` as another site; so may a path with control characters that it drops.
  return origin === base && !pathname.startsWith('//') ? pathname + search + hash : '/'
}

/** The page on which a shopper signs in and is brought back. */
export const signInPath = (next: string): string => `/sign-in?${new URLSearchParams({ next })}`
