import { createHash } from 'node:crypto'
import { refuse } from '@hourglass/core/contract'
import { type Context, ledgerRefusal, linkGuest, type Sessions, type Signing } from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { accountTokenOf, clearAccountCookie } from '../accounts/token.ts'
import { RefusedError } from '../problem.ts'
import { ANONYMOUS, clearGuest, knownSession, newGuest, renewSession } from '../session.ts'
import type { CountGuest } from './rate-limits.ts'

/** Who acts in a browser. */
export interface Shopper {
  /** Of the account, else of the guest. */
  userId: string
  /** The guests that the account is linked to. */
  guests: readonly string[]
}

export interface Shoppers {
  /** For reads: a browser without a shopper cookie owns nothing. @throws RefusedError */
  reader(): Promise<Shopper>
  /** For changes: an unknown browser becomes a guest, within the limit of its address. @throws RefusedError */
  shopper(): Promise<Shopper>
}

interface Given {
  ctx: Context
  sessions: Sessions
  countGuest: CountGuest
}

/**
 * The shopper of a request, looked up at most once and only when asked for. A browser that has signed in is linked: its guest becomes the
 * account's, and its guest cookie is dropped.
 */
export function shoppersOf(
  [request, reply]: [FastifyRequest, FastifyReply],
  { ctx, sessions, countGuest }: Given,
): Shoppers {
  const { signing } = ctx
  const token = accountTokenOf(signing.accounts, request)
  const guest = knownSession(signing.session, request)

  async function ofAccount(token: string): Promise<Shopper | null> {
    const signedIn = await sessions.find(token)
    if (!signedIn) return null
    const { accountId: userId, guests } = signedIn
    if (!guest) return { userId, guests }
    const linked = await linkGuest(ctx, guest, userId)
    sessions.forget(token)
    if (linked === 'account_gone') return null
    clearGuest(request, reply)
    return { userId, guests: linked === 'linked' ? [...new Set([...guests, guest])] : guests }
  }

  let account: Promise<Shopper | null> | undefined
  const known = async (): Promise<Shopper | null> => {
    if (token) {
      account ??= ofAccount(token)
      const found = await account.catch((error) => {
        throw new RefusedError(ledgerRefusal(error))
      })
      if (found) return found
    }
    if (!guest) return null
    renewSession(signing.session, [request, reply], guest)
    return { userId: guest, guests: [] }
  }

  async function ensure(): Promise<Shopper> {
    const found = await known()
    if (token && found?.userId !== undefined && found.userId !== guest) return found
    if (token) {
      // A shopper who was signed in must not buy as a guest without noticing.
      clearAccountCookie(request, reply)
      throw new RefusedError(refuse('sign_in_required', { detail: 'Your session has ended. Sign in again.' }))
    }
    if (found) return found
    const refused = await countGuest(request, reply)
    if (refused) throw new RefusedError(refused)
    return { userId: newGuest(signing.session, request, reply), guests: [] }
  }

  let ensured: Promise<Shopper> | undefined
  return {
    reader: async () => (await known()) ?? { userId: ANONYMOUS, guests: [] },
    shopper() {
      ensured ??= ensure()
      return ensured
    },
  }
}

/** A bucket of rate limits for the session of a request, if it has one. It costs no lookup. */
export function sessionBucket(signing: Signing, request: FastifyRequest): string | undefined {
  const token = accountTokenOf(signing.accounts, request)
  if (token) return `account-session:${createHash('sha256').update(token).digest('base64url')}`
  return knownSession(signing.session, request)
}
