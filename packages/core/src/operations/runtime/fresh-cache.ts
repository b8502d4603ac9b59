import { setTimeout as delay } from 'node:timers/promises'
import { isLedgerAway } from '../../ledger/index.ts'

/** How long a cached value is used without asking the ledger again, in ms. A revocation takes effect everywhere within five seconds. */
export const FRESH_MS = 3_000
/** How long read-only access may rely on the last known value during a ledger outage. */
export const TRUSTED_MS = 5 * 60_000
/** How long read-only access waits for the ledger before it uses the last known value. */
const PATIENCE_MS = 500
/** Most entries in a cache, unknown names included. The least recently read are evicted. */
const ENTRIES_MAX = 10_000

interface Entry<Value> {
  /** When the read started, by `performance.now()`. */
  at: number
  value: Promise<Value | null>
  /** The name was valid when it was last read. */
  good: boolean
  /** The last successful lookup, and when it started. */
  last: { value: Value; at: number } | undefined
}

/** A value that may be out of date: `stale` if the ledger does not respond and this is its last known answer. */
export type Cached<Value> = Value & { stale: boolean }

/** A server's cache of credentials: requests with the same one share one read of the ledger every few seconds. */
export interface FreshCache<Value extends object> {
  /** Whether the name is cached: read recently, or valid when it was last read. Other names may be guesses. */
  isKnown(name: string): boolean
  /** The value, null if there is none. @throws when the ledger is unavailable */
  find(name: string, read: () => Promise<Value | null>): Promise<Value | null>
  /** The same, for read-only access: during a ledger outage the last known value applies. @throws when that is too old */
  findCached(name: string, read: () => Promise<Value | null>): Promise<Cached<Value> | null>
  /** This server reads the name again at its next use. */
  forget(name: string): void
}

export function createFreshCache<Value extends object>(trustedMs = TRUSTED_MS): FreshCache<Value> {
  const entries = new Map<string, Entry<Value>>()
  const isFresh = (entry: Entry<Value>): boolean => performance.now() - entry.at < FRESH_MS

  function find(name: string, read: () => Promise<Value | null>): Promise<Value | null> {
    const entry = entries.get(name)
    if (entry && isFresh(entry)) return entry.value
    const next: Entry<Value> = {
      at: performance.now(),
      value: read(),
      good: entry?.good ?? false,
      last: entry?.last,
    }
    const began = next.at
    entries.delete(name)
    entries.set(name, next)
    next.value.then(
      (value) => {
        next.good = value !== null
        next.last = value ? { value, at: began } : undefined
      },
      // A failed read is retried on the next request.
      () => {
        next.at = Number.NEGATIVE_INFINITY
      },
    )
    const oldest = entries.size > ENTRIES_MAX ? entries.keys().next().value : undefined
    if (oldest !== undefined) entries.delete(oldest)
    return next.value
  }

  return {
    isKnown(name) {
      const entry = entries.get(name)
      return entry !== undefined && (entry.good || isFresh(entry))
    },
    find,
    async findCached(name, read) {
      const asked = find(name, read).then((value) => value && { ...value, stale: false })
      const last = entries.get(name)?.last
      if (!last || performance.now() - last.at > trustedMs) return asked
      const trusted = { ...last.value, stale: true }
      return Promise.race([asked, delay(PATIENCE_MS, trusted, { ref: false })]).catch((error) => {
        if (isLedgerAway(error)) return trusted
        throw error
      })
    },
    forget: (name) => void entries.delete(name),
  }
}
