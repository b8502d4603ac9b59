/** Runs when Next starts: invalid variables stop the server now, not at the first request, and the server gets its page cache. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { checkConfig } = await import('./check-config')
  checkConfig()
  const [{ provideCachedPages }, { cachedPages }] = await Promise.all([
    import('./server/bundle'),
    import('./server/page-cache'),
  ])
  provideCachedPages(cachedPages)
}
