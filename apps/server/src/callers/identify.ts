import { type RefusalCode, refuse, type Scope } from '@hourglass/core/contract'
import { isApiKey } from '@hourglass/core/domain'
import { type KeyRing, type Limiter, ledgerRefusal } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { KEY_READS } from '../limits.ts'
import { sendProblem } from '../problem.ts'
import { addressOf } from './address.ts'
import { type TrustConfig, trustOf } from './trust.ts'

/** Scopes that only the local operator has without a key. */
const OPERATOR_SCOPES: readonly Scope[] = ['admin', 'webhooks']

/**
 * Authenticates the caller. A key, if sent, must be valid and have a scope that the route needs. Without a key, the route must be public
 * or the caller trusted.
 */
export function identify(app: FastifyInstance, config: TrustConfig, keys: KeyRing, limiter: Limiter): void {
  app.addHook('onRequest', (request, reply, done) => {
    const needed = request.routeOptions.config.route?.scopes ?? []
    const { authorization } = request.headers
    if (authorization === undefined) {
      if (needed.length === 0 || isAllowed(trustOf(config, request), needed)) done()
      else sendRefusal(reply, 'key_required', needed)
      return
    }
    const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? ''
    if (!isApiKey(key)) return sendRefusal(reply, 'key_invalid', needed)
    void admit(request, reply, { key, needed, keys, limiter }).then((admitted) => admitted && done())
  })
}

/** Whether a caller without a key may use a route. Operator routes are only for the local operator. */
const isAllowed = (trust: ReturnType<typeof trustOf>, needed: readonly Scope[]): boolean =>
  trust === 'machine' || (trust === 'host' && !needed.some((scope) => OPERATOR_SCOPES.includes(scope)))

interface KeyCheck {
  key: string
  needed: readonly Scope[]
  keys: KeyRing
  limiter: Limiter
}

async function admit(request: FastifyRequest, reply: FastifyReply, check: KeyCheck): Promise<boolean> {
  const { key, needed, keys, limiter } = check
  try {
    // Rate-limit guesses before the ledger is queried.
    if (!keys.isKnown(key) && !limiter.countHere(`keys:${addressOf(request)}`, KEY_READS).ok) {
      sendRefusal(reply, 'rate_limited', needed)
      return false
    }
    const caller = await keys.find(key)
    if (!caller) {
      sendRefusal(reply, 'key_invalid', needed)
      return false
    }
    request.caller = caller
    if (needed.length === 0 || needed.some((scope) => caller.scopes.includes(scope))) return true
    sendRefusal(reply, 'scope_missing', needed)
  } catch (error) {
    sendProblem(reply, ledgerRefusal(error))
  }
  return false
}

/** `error` codes of `WWW-Authenticate` (RFC 6750 §3). */
const ERRORS: Partial<Record<RefusalCode, string>> = {
  key_invalid: 'invalid_token',
  scope_missing: 'insufficient_scope',
}

function sendRefusal(reply: FastifyReply, code: RefusalCode, needed: readonly Scope[]): void {
  const parts = ['realm="hourglass"']
  if (ERRORS[code]) parts.push(`error="${ERRORS[code]}"`)
  if (needed.length > 0) parts.push(`scope="${needed.join(' ')}"`)
  if (code !== 'rate_limited') reply.header('www-authenticate', `Bearer ${parts.join(', ')}`)
  sendProblem(reply, refuse(code))
}
