/** Runs when Next starts: invalid variables stop the server now, not at the first request, and the server gets its page cache. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { checkConfig } = await import('./check-config')
  checkConfig()
  const [{ config }, { provideCachedPages }, { cachedPages }, { followItems }] = await Promise.all([
    import('./config'),
    import('./server/bundle'),
    import('./server/page-cache'),
    import('./server/item-versions'),
  ])
  provideCachedPages((render) => cachedPages(render, { versions: followItems(config()) }))
}
