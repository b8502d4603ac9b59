/** Values that many readers share, each read again at most once per age. The oldest entries are evicted. */
export interface AgedCache<Key, Value> {
  /** The cached value, or that of `read`, which gets the last one. A failed read is retried at the next call. */
  read(key: Key, read: (last: Value | undefined) => Promise<Value>): Promise<Value>
}

interface Entry<Value> {
  /** When the read started, by `performance.now()`. */
  at: number
  value: Promise<Value>
}

/** Most values in a cache. */
const ENTRIES_MAX = 64

export function createAgedCache<Key, Value>(ageMsMax: number): AgedCache<Key, Value> {
  const entries = new Map<Key, Entry<Value>>()
  return {
    read(key, read) {
      const last = entries.get(key)
      if (last && performance.now() - last.at < ageMsMax) return last.value
      const before = last?.value.catch(() => undefined) ?? Promise.resolve(undefined)
      const value = before.then(read)
      const entry = { at: performance.now(), value }
      entries.delete(key)
      entries.set(key, entry)
      value.catch(() => entries.get(key) === entry && entries.delete(key))
      for (const old of entries.keys().take(Math.max(0, entries.size - ENTRIES_MAX))) entries.delete(old)
      return value
    },
  }
}
