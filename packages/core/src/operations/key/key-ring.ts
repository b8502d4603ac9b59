import { setTimeout as delay } from 'node:timers/promises'
import { schema } from '@hourglass/db'
import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Scope } from '../../contract/index.ts'
import { hashOfApiKey } from '../../domain/index.ts'
import { createBatcher, isLedgerAway } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

const { apiKeys, consoleSignOuts } = schema

/** How long a server caches a key. A revoked key is refused everywhere within five seconds. */
export const KEY_FRESH_MS = 3_000
/** How long read-only access may rely on the last known state of a key during a ledger outage. */
export const KEY_TRUSTED_MS = 5 * 60_000
/** How long read-only access waits for the ledger before it uses the last known state. */
const KEY_PATIENCE_MS = 500
/** Most keys in the cache of a server, unknown keys included. */
const KEYS_REMEMBERED_MAX = 10_000
/** Most unknown keys per batch read, and in its queue. */
const KEYS_READ_MAX = 256
/** How often the last use of a key is recorded. */
const USED_EVERY = sql`interval '1 minute'`

/** The caller that an API key identifies. */
export interface Caller {
  keyId: string
  /** The principal: `acme`, or `test:acme` for a test key. */
  partner: string
  scopes: readonly Scope[]
}

/** A caller with read-only access. `stale`: the ledger does not respond, and this is its last known answer. */
export interface CachedCaller extends Caller {
  stale: boolean
}

/** A console session, which a key was exchanged for. */
export interface SignIn {
  keyId: string
  /** SHA-256 of the cookie's secret. */
  digest: Buffer
  /** In milliseconds since 1970. */
  expiresAt: number
}

interface Remembered {
  /** When the read started, by `performance.now()`. */
  at: number
  caller: Promise<Caller | null>
  /** The key was valid when it was last read. */
  good: boolean
  /** The last successful lookup, and when it started. */
  last: { caller: Caller; at: number } | undefined
}

export interface KeyRing {
  /** Whether the key is cached: read recently, or valid when it was last read. Other keys may be guesses. */
  isKnown(key: string): boolean
  /** The caller of a key; null if the key is unknown or revoked. @throws when the ledger is unavailable */
  find(key: string): Promise<Caller | null>
  /** The caller of a console session; null if it has ended. @throws when the ledger is unavailable */
  findSignedIn(signIn: SignIn): Promise<Caller | null>
  /** The same, for read-only access: during a ledger outage the last known answer applies. @throws when that is too old */
  findCached(signIn: SignIn): Promise<CachedCaller | null>
  /** Call after a sign-out: this server drops the session at once. */
  forget(signIn: SignIn): void
}

/** A server's cache of API keys. Requests with one key share one read of the ledger every few seconds. */
export function createKeyRing(ctx: Pick<Context, 'db' | 'log'>, trustedMs = KEY_TRUSTED_MS): KeyRing {
  const remembered = new Map<string, Remembered>()
  const isFresh = (entry: Remembered): boolean => performance.now() - entry.at < KEY_FRESH_MS

  function recall(name: string, ask: () => Promise<Caller | null>): Promise<Caller | null> {
    const entry = remembered.get(name)
    if (entry && isFresh(entry)) return entry.caller
    const next: Remembered = { at: performance.now(), caller: ask(), good: entry?.good ?? false, last: entry?.last }
    const began = next.at
    remembered.delete(name)
    remembered.set(name, next)
    next.caller.then(
      (caller) => {
        next.good = caller !== null
        next.last = caller ? { caller, at: began } : undefined
      },
      // A failed read is retried on the next request.
      () => {
        next.at = Number.NEGATIVE_INFINITY
      },
    )
    const oldest = remembered.size > KEYS_REMEMBERED_MAX ? remembered.keys().next().value : undefined
    if (oldest !== undefined) remembered.delete(oldest)
    return next.caller
  }

  // Batching: many guessed keys at once cost only a few reads.
  const byHash = createBatcher<Buffer, { row: ApiKeyRow | undefined }>({
    rowsMax: KEYS_READ_MAX,
    inFlightMax: 1,
    queueMax: KEYS_READ_MAX,
    isOutage: isLedgerAway,
    isPoison: () => false,
    async commit(hashes) {
      const rows = await ctx.db.select().from(apiKeys).where(inArray(apiKeys.hash, hashes))
      return hashes.map((hash) => ({ row: rows.find((row) => row.hash.equals(hash)) }))
    },
  })
  const readByHash = async (hash: Buffer) => callerOf(ctx, (await byHash.submit(hash)).row)
  const readSignedIn = async (signIn: SignIn) => callerOf(ctx, (await selectSignedIn(ctx, signIn))[0])

  const findSignedIn = (signIn: SignIn) => recall(signInName(signIn), () => readSignedIn(signIn))

  async function findCached(signIn: SignIn): Promise<CachedCaller | null> {
    const asked = findSignedIn(signIn).then((caller) => caller && { ...caller, stale: false })
    const last = remembered.get(signInName(signIn))?.last
    if (!last || performance.now() - last.at > trustedMs) return asked
    const trusted = { ...last.caller, stale: true }
    return Promise.race([asked, delay(KEY_PATIENCE_MS, trusted, { ref: false })]).catch((error) => {
      if (isLedgerAway(error)) return trusted
      throw error
    })
  }

  return {
    isKnown(key) {
      const entry = remembered.get(nameOf(key))
      return entry !== undefined && (entry.good || isFresh(entry))
    },
    find: (key) => recall(nameOf(key), () => readByHash(hashOfApiKey(key))),
    findSignedIn,
    findCached,
    forget: (signIn) => void remembered.delete(signInName(signIn)),
  }
}

/** Hashed, so that a memory dump does not reveal keys. */
const nameOf = (key: string): string => hashOfApiKey(key).toString('base64')

const signInName = ({ digest }: SignIn): string => `console ${digest.toString('base64')}`

type ApiKeyRow = typeof apiKeys.$inferSelect

const selectSignedIn = ({ db }: Pick<Context, 'db'>, { keyId, digest }: SignIn): Promise<ApiKeyRow[]> =>
  db
    .select()
    .from(apiKeys)
    .where(sql`${apiKeys.id} = ${keyId} AND NOT EXISTS (SELECT FROM ${consoleSignOuts} WHERE cookie = ${digest})`)

function callerOf(ctx: Pick<Context, 'db' | 'log'>, row: ApiKeyRow | undefined): Caller | null {
  if (!row || row.revokedAt) return null
  recordUse(ctx, row.id)
  return { keyId: row.id, partner: row.partner, scopes: row.scopes }
}

/** Not awaited: a lost update of the last use is harmless. */
function recordUse({ db, log }: Pick<Context, 'db' | 'log'>, id: string): void {
  const stale = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - ${USED_EVERY}`))
  db.update(apiKeys)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), stale))
    .catch((error) => log.warn({ key_id: id, error: String(error) }, 'last use of key not recorded'))
}
