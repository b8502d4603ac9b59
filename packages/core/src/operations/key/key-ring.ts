import { setTimeout as delay } from 'node:timers/promises'
import { schema } from '@hourglass/db'
import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Scope } from '../../contract/index.ts'
import { hashOfApiKey } from '../../domain/index.ts'
import { createBatcher, isLedgerAway } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

const { apiKeys, consoleSignOuts } = schema

/** Longest that a server goes by what it has read of a key: a revoked one is refused everywhere within five seconds. */
export const KEY_FRESH_MS = 3_000
/** How long whoever only looks is let in by what the ledger last said, while it says nothing. */
export const KEY_TRUSTED_MS = 5 * 60_000
/** Longest that whoever only looks waits for a ledger that is silent. */
const KEY_PATIENCE_MS = 500
/** Keys that a server remembers, unknown ones too. */
const KEYS_REMEMBERED_MAX = 10_000
/** Unknown keys that are asked for in one read, and that may wait for it. */
const KEYS_READ_MAX = 256
/** How often the last use of a key is written. */
const USED_EVERY = sql`interval '1 minute'`

/** Who calls with a key. */
export interface Caller {
  keyId: string
  partner: string
  scopes: readonly Scope[]
}

/** Who looks. `stale`: the ledger does not answer, and had said so a while ago. */
export interface Looker extends Caller {
  stale: boolean
}

/** What a key was exchanged for: the console's cookie. */
export interface SignIn {
  keyId: string
  /** SHA-256 of what proves the cookie. */
  digest: Buffer
  /** In milliseconds since 1970. */
  expiresAt: number
}

interface Remembered {
  /** When the reading began, by `performance.now()`. */
  at: number
  caller: Promise<Caller | null>
  /** It was somebody's when it was read. */
  good: boolean
  /** What the ledger last said of it, and when. */
  last: { caller: Caller; at: number } | undefined
}

export interface KeyRing {
  /** Whether the key is no guess: it is fresh, or was good when it was last read. */
  isKnown(key: string): boolean
  /** Whose key it is; null when it is nobody's or revoked. @throws when the ledger is away */
  find(key: string): Promise<Caller | null>
  /** The same for whoever has shown the key before, and has not signed out. @throws when the ledger is away */
  findSignedIn(signIn: SignIn): Promise<Caller | null>
  /** The same for looking, and never for acting: what the ledger last said stands while it is away. @throws when that was too long ago */
  findLooking(signIn: SignIn): Promise<Looker | null>
  /** To be called once a sign-in has been ended: here it is out at once. */
  forget(signIn: SignIn): void
}

/** Keys as one server knows them. Requests under one key share a read of the ledger every few seconds. */
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
      // What could not be read is asked for again.
      () => {
        next.at = Number.NEGATIVE_INFINITY
      },
    )
    const oldest = remembered.size > KEYS_REMEMBERED_MAX ? remembered.keys().next().value : undefined
    if (oldest !== undefined) remembered.delete(oldest)
    return next.caller
  }

  // Whoever tries many at once costs a few reads.
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

  async function findLooking(signIn: SignIn): Promise<Looker | null> {
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
    findLooking,
    forget: (signIn) => void remembered.delete(signInName(signIn)),
  }
}

/** A dump of the process does not show keys. */
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
  noteUse(ctx, row.id)
  return { keyId: row.id, partner: row.partner, scopes: row.scopes }
}

/** Not waited for: a use that is not noted harms nobody. */
function noteUse({ db, log }: Pick<Context, 'db' | 'log'>, id: string): void {
  const stale = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - ${USED_EVERY}`))
  db.update(apiKeys)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), stale))
    .catch((error) => log.warn({ key_id: id, error: String(error) }, 'the use of a key could not be noted'))
}
