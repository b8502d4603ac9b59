import type { RequestListener } from 'node:http'
import type { cachedPages } from './page-cache.ts'

type CachedPages = (render: RequestListener) => ReturnType<typeof cachedPages>

const KEY = Symbol.for('hourglass.cachedPages')
const shared = globalThis as { [KEY]?: CachedPages }

/**
 * The page cache comes from Next's bundle, which contains the libraries and settings that it needs; the server around Next runs
 * outside of the bundle. So both use a global, set when Next starts.
 */
export function provideCachedPages(from: CachedPages): void {
  shared[KEY] = from
}

/** @throws Error before Next has started */
export function bundledCachedPages(): CachedPages {
  if (!shared[KEY]) throw new Error('Next has not started')
  return shared[KEY]
}
