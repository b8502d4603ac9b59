import { no, type Refused, USER_ID_CHARS_MAX } from '@hourglass/core/contract'
import type { Limiter, LimitRule } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { sendProblem } from '../problem.ts'
import { knownSession } from '../session.ts'
import { addressOf, isLocal } from './address.ts'

/** A limit that counts a request: its name in headers, and the bucket. */
interface Counted {
  name: string
  bucket: string
  rule: LimitRule | null
}

type Limits = Pick<Config, 'rateLimits' | 'trustUserId' | 'loopback'>

/**
 * Counts requests by key, else by session and address. Whoever is trusted on loopback is not counted: it is the machine itself,
 * and its requests ask Redis nothing more.
 */
export function limitRequests(app: FastifyInstance, config: Limits, limiter: Limiter, sessionKey: () => Buffer): void {
  const { rateLimits, trustUserId, loopback } = config
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.described?.free) return done()
    const { caller } = request
    if (!caller && trustUserId && loopback && isLocal(request)) return done()
    const counted: Counted[] = []
    if (caller) counted.push({ name: 'key', bucket: `key:${caller.keyId}`, rule: rateLimits.key })
    else {
      const session = knownSession(sessionKey(), request)
      if (session) counted.push({ name: 'session', bucket: session, rule: rateLimits.session })
      counted.push({ name: 'address', bucket: `address:${addressOf(request)}`, rule: rateLimits.address })
    }
    void count(reply, limiter, counted).then((refused) => (refused ? sendProblem(reply, refused) : done()), done)
  })
}

/** Counts an order that is about to be placed; a refusal when there are too many. */
export type CountOrder = (exchange: [FastifyRequest, FastifyReply], input: unknown) => Promise<Refused | null>

/** Counts the orders of one buyer from one address, on loopback too. */
export const createCountOrder =
  (rule: LimitRule | null, limiter: Limiter): CountOrder =>
  ([request, reply], input) => {
    const named = typeof input === 'object' && input !== null && 'user_id' in input ? input.user_id : ''
    const buyer = typeof named === 'string' ? named.slice(0, USER_ID_CHARS_MAX) : ''
    const bucket = `orders:${buyer}@${addressOf(request)}`
    return count(reply, limiter, [{ name: 'orders', bucket, rule }])
  }

/** Counts a request everywhere and says so in headers; a refusal where it is too much. */
async function count(reply: FastifyReply, limiter: Limiter, counted: readonly Counted[]): Promise<Refused | null> {
  const asked = await Promise.all(
    counted.flatMap(({ name, bucket, rule }) =>
      rule ? [limiter.count(bucket, rule).then((allowance) => ({ name, rule, ...allowance }))] : [],
    ),
  )
  const scarcest = asked.sort((a, b) => b.waitMs - a.waitMs || a.left - b.left)[0]
  if (!scarcest) return null
  // draft-ietf-httpapi-ratelimit-headers-10: lists of structured fields.
  const policies = asked.map(({ name, rule }) => `"${name}";q=${rule.requests};w=${Math.ceil(rule.windowMs / 1_000)}`)
  reply.header('ratelimit-policy', policies.join(', '))
  reply.header('ratelimit', `"${scarcest.name}";r=${scarcest.left};t=${Math.ceil(scarcest.resetMs / 1_000)}`)
  if (scarcest.ok) return null
  reply.header('retry-after', Math.ceil(scarcest.waitMs / 1_000))
  return no('rate_limited')
}
