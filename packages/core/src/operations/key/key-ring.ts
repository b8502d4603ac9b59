import { schema } from '@hourglass/db'
import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Scope } from '../../contract/index.ts'
import { hashOfApiKey } from '../../domain/index.ts'
import { createBatcher, isLedgerAway } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { createFreshCache } from '../runtime/fresh-cache.ts'

const { apiKeys } = schema

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

export interface KeyRing {
  /** Whether the key is cached: read recently, or valid when it was last read. Other keys may be guesses. */
  isKnown(key: string): boolean
  /** The caller of a key; null if the key is unknown or revoked. @throws when the ledger is unavailable */
  find(key: string): Promise<Caller | null>
}

/** A server's cache of API keys. Requests with one key share one read of the ledger every few seconds. */
export function createKeyRing(ctx: Pick<Context, 'db' | 'log'>): KeyRing {
  const cache = createFreshCache<Caller>()

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

  return {
    isKnown: (key) => cache.isKnown(nameOf(key)),
    find: (key) => cache.find(nameOf(key), () => readByHash(hashOfApiKey(key))),
  }
}

/** Hashed, so that a memory dump does not reveal keys. */
const nameOf = (key: string): string => hashOfApiKey(key).toString('base64')

type ApiKeyRow = typeof apiKeys.$inferSelect

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
