import { schema } from '@hourglass/db'
import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Scope } from '../../contract/index.ts'
import { hashOfApiKey } from '../../domain/index.ts'
import { createBatcher, isLedgerAway } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { type Cached, createFreshCache } from '../runtime/fresh-cache.ts'

const { apiKeys, consoleSignOuts } = schema

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

/** A caller with read-only access. */
export type CachedCaller = Cached<Caller>

/** A console session, which a key was exchanged for. */
export interface SignIn {
  keyId: string
  /** SHA-256 of the cookie's secret. */
  digest: Buffer
  /** In milliseconds since 1970. */
  expiresAt: number
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
export function createKeyRing(ctx: Pick<Context, 'db' | 'log'>, trustedMs?: number): KeyRing {
  const cache = createFreshCache<Caller>(trustedMs)

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

  return {
    isKnown: (key) => cache.isKnown(nameOf(key)),
    find: (key) => cache.find(nameOf(key), () => readByHash(hashOfApiKey(key))),
    findSignedIn: (signIn) => cache.find(signInName(signIn), () => readSignedIn(signIn)),
    findCached: (signIn) => cache.findCached(signInName(signIn), () => readSignedIn(signIn)),
    forget: (signIn) => cache.forget(signInName(signIn)),
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
