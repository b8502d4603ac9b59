import { createHash } from 'node:crypto'
import { schema } from '@hourglass/db'
import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Role } from '../../contract/index.ts'
import { createBatcher, isLedgerAway } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { type Cached, createFreshCache } from '../runtime/fresh-cache.ts'

const { accounts, accountGuests, accountSessions, operators } = schema

/** Most sessions per batch read. */
const SESSIONS_READ_MAX = 256
/** Most sessions in its queue: what a server reads in a second after a restart, when it knows none. */
const SESSIONS_QUEUE_MAX = 8_192

/** The account that a session is signed in to. */
export interface SignedIn {
  /** Its user id. */
  accountId: string
  /** Its name, else its e-mail address. For its owner and for the console, not for logs. */
  name: string
  /** The guests that it is linked to: it owns what they own. */
  guests: readonly string[]
  /** What it may do in the console; null: nothing. */
  role: Role | null
  signedInAt: Date
}

/** The account sessions of a server. A revoked session is refused on every server within five seconds. */
export interface Sessions {
  /** The account of a session token; null if the session is unknown, over or revoked. @throws when the ledger is unavailable */
  find(token: string): Promise<SignedIn | null>
  /** The same, for read-only access: during a ledger outage the last known answer applies. @throws when that is too old */
  findCached(token: string): Promise<Cached<SignedIn> | null>
  /** Call after a change: this server reads the session again. */
  forget(token: string): void
}

/** Sessions are read in batches and cached for a few seconds, so that buying with an account costs no read of its own. */
export function createSessions({ db }: Pick<Context, 'db'>, trustedMs?: number): Sessions {
  const cache = createFreshCache<SignedIn>(trustedMs)
  const byToken = createBatcher<string, { found: SignedIn | null }>({
    rowsMax: SESSIONS_READ_MAX,
    inFlightMax: 1,
    queueMax: SESSIONS_QUEUE_MAX,
    isOutage: isLedgerAway,
    isPoison: () => false,
    async commit(tokens) {
      const guests = sql<string[]>`ARRAY(
        SELECT ${accountGuests.guestId} FROM ${accountGuests} WHERE ${accountGuests.accountId} = ${accounts.id} ORDER BY 1)`
      const rows = await db
        .select({
          token: accountSessions.token,
          accountId: accounts.id,
          name: sql<string>`coalesce(nullif(${accounts.name}, ''), ${accounts.email})`,
          signedInAt: accountSessions.createdAt,
          role: operators.role,
          guests,
        })
        .from(accountSessions)
        .innerJoin(accounts, eq(accounts.id, accountSessions.userId))
        .leftJoin(operators, eq(operators.email, accounts.email))
        .where(and(inArray(accountSessions.token, tokens), gt(accountSessions.expiresAt, sql`now()`)))
      const found = new Map(rows.map(({ token, ...signedIn }) => [token, signedIn]))
      return tokens.map((token) => ({ found: found.get(token) ?? null }))
    },
  })
  const read = (token: string) => async () => (await byToken.submit(token)).found
  return {
    find: (token) => cache.find(nameOf(token), read(token)),
    findCached: (token) => cache.findCached(nameOf(token), read(token)),
    forget: (token) => cache.forget(nameOf(token)),
  }
}

/** Hashed, so that a memory dump does not reveal sessions. */
const nameOf = (token: string): string => createHash('sha256').update(token).digest('base64')
