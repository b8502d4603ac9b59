import { type OperatorView, type Outcome, ok, refuse, signInInput } from '@hourglass/core/contract'
import { isApiKey } from '@hourglass/core/domain'
import {
  type CachedCaller,
  type Caller,
  type Context,
  endSignIn,
  type KeyRing,
  type Limiter,
  ledgerRefusal,
  parse,
  type SignIn,
  withAuditLog,
} from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressOf } from '../callers/address.ts'
import { KEY_READS } from '../limits.ts'
import { traceIdOf } from '../problem.ts'
import { clearOperatorCookie, giveOperatorCookie, readOperatorCookie } from './operator-cookie.ts'
import { actorOf } from './procedures.ts'

export interface Guards {
  ctx: Context
  keys: KeyRing
  limiter: Limiter
}

/** Authenticates an operator: by an admin key on the request, or by a console session whose key is still valid. */
export const operatorOf = (request: FastifyRequest, guards: Guards): Promise<Outcome<Caller>> =>
  admit(request, guards, guards.keys.findSignedIn)

/** The same for reads: during a database outage, a check from the last few minutes still counts. */
export const readerOf = (request: FastifyRequest, guards: Guards): Promise<Outcome<Caller & Partial<CachedCaller>>> =>
  admit(request, guards, guards.keys.findCached)

async function admit<Found extends Caller>(
  request: FastifyRequest,
  { ctx }: Guards,
  find: (signIn: SignIn) => Promise<Found | null>,
): Promise<Outcome<Caller | Found>> {
  try {
    const signedIn = request.caller ? undefined : readOperatorCookie(ctx.signing.console, request)
    if (!request.caller && !signedIn) return refuse('key_required', { detail: 'Sign in with a key.' })
    const caller = request.caller ?? (signedIn ? await find(signedIn) : null)
    if (!caller) return refuse('key_invalid')
    return caller.scopes.includes('admin') ? ok(caller) : refuse('scope_missing')
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** Exchanges an admin key for a console session cookie. Guesses are rate-limited before the key is looked up in the ledger. */
export async function signIn(
  [request, reply]: [FastifyRequest, FastifyReply],
  { ctx, keys, limiter }: Guards,
  given: unknown,
): Promise<Outcome<OperatorView>> {
  const input = parse(signInInput, given)
  if (!input.ok) return input
  const { key } = input.value
  if (!isApiKey(key)) return refuse('key_invalid')
  try {
    if (!keys.isKnown(key) && !limiter.countHere(`keys:${addressOf(request)}`, KEY_READS).ok)
      return refuse('rate_limited')
    const caller = await keys.find(key)
    if (!caller) return refuse('key_invalid')
    const action = {
      actor: actorOf(caller),
      action: 'console.sign_in',
      subject: caller.partner,
      traceId: traceIdOf(request),
    }
    return await withAuditLog(ctx, action, async () => {
      if (!caller.scopes.includes('admin')) return refuse('scope_missing')
      const expiresAt = giveOperatorCookie(ctx.signing.console, [request, reply], caller.keyId)
      return ok({ partner: caller.partner, key_id: caller.keyId, expires_at: new Date(expiresAt).toISOString() })
    })
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/**
 * Clears the cookie and revokes the session, so that no server accepts a copy of the cookie. During a database outage it can only clear
 * the browser's cookie, and the answer says so.
 */
export async function signOut(
  [request, reply]: [FastifyRequest, FastifyReply],
  { ctx, keys }: Guards,
): Promise<Outcome<null>> {
  clearOperatorCookie(request, reply)
  const signedIn = readOperatorCookie(ctx.signing.console, request)
  if (!signedIn) return ok(null)
  try {
    const caller = await keys.findSignedIn(signedIn)
    if (!caller) return ok(null)
    const action = {
      actor: actorOf(caller),
      action: 'console.sign_out',
      subject: caller.partner,
      traceId: traceIdOf(request),
    }
    return await withAuditLog(ctx, action, async () => {
      await endSignIn(ctx, signedIn)
      keys.forget(signedIn)
      return ok(null)
    })
  } catch (error) {
    keys.forget(signedIn)
    const until = new Date(signedIn.expiresAt).toISOString()
    const detail = `This browser is signed out. A copy of its cookie is valid until ${until} or until the key is revoked, because the database is unavailable.`
    return { ...ledgerRefusal(error), detail }
  }
}
