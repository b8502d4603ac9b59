import { timingSafeEqual } from 'node:crypto'
import { type Refused, refuse, userId } from '@hourglass/core/contract'
import type { SigningKeys } from '@hourglass/core/domain'
import type { Limiter, LimitRule } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { sendProblem } from '../problem.ts'
import { knownSession } from '../session.ts'
import { addressOf } from './address.ts'
import { type TrustConfig, trustOf } from './trust.ts'

/** A limit that counts a request: its name in headers, and the bucket. */
interface Counted {
  name: string
  bucket: string
  rule: LimitRule | null
  /** Requests that this one is worth; left out: one. */
  count?: number
}

type Limits = TrustConfig & Pick<Config, 'rateLimits' | 'storefrontKey'>

/**
 * Counts requests by key, else by session and address. A request that the machine's own operator sends is not counted, nor asks it
 * Redis anything; neither does the storefront's server, which reads for all shoppers and proves itself with a key.
 */
export function limitRequests(app: FastifyInstance, config: Limits, limiter: Limiter, session: SigningKeys): void {
  app.addHook('onRequest', (request, reply, done) => {
    const counted = countedBy(config, request, session)
    if (counted.length === 0) done()
    else void count(reply, limiter, counted).then((refused) => (refused ? sendProblem(reply, refused) : done()), done)
  })
}

function countedBy({ rateLimits, ...config }: Limits, request: FastifyRequest, keys: SigningKeys): Counted[] {
  const limit = request.routeOptions.config.route?.rateLimit
  const { caller } = request
  if (limit === 'none' || (!caller && isExempt(config, request))) return []
  if (limit === 'pictures')
    return [{ name: 'pictures', bucket: `pictures:${addressOf(request)}`, rule: rateLimits.pictures }]
  const count = callsOf(request)
  if (caller) return [{ name: 'key', bucket: `key:${caller.keyId}`, rule: rateLimits.key, count }]
  const session = knownSession(keys, request)
  return [
    ...(session ? [{ name: 'session', bucket: session as string, rule: rateLimits.session, count }] : []),
    { name: 'address', bucket: `address:${addressOf(request)}`, rule: rateLimits.address, count },
  ]
}

/** Whether a request without a key is not counted at all. */
export const isExempt = (config: TrustConfig & Pick<Config, 'storefrontKey'>, request: FastifyRequest): boolean =>
  trustOf(config, request) === 'machine' || isStorefront(config.storefrontKey, request)

/** The storefront's server only reads. */
function isStorefront(key: string | undefined, { method, headers }: FastifyRequest): boolean {
  const sent = headers[STOREFRONT_HEADER]
  if (key === undefined || method !== 'GET' || typeof sent !== 'string') return false
  const [given, expected] = [Buffer.from(sent), Buffer.from(key)]
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const STOREFRONT_HEADER = 'x-storefront-key'

/** Calls in a request: a batch of tRPC has several, with commas between. */
function callsOf(request: FastifyRequest): number {
  const { path } = (request.params ?? {}) as { path?: string }
  return request.routeOptions.url?.startsWith('/trpc') && path !== undefined ? path.split(',').length : 1
}

/** Counts an order that is about to be placed; a refusal when there are too many. */
export type CountOrder = (exchange: [FastifyRequest, FastifyReply], input: unknown) => Promise<Refused | null>

/** Counts the orders of one buyer from one address, on loopback too. */
export const createCountOrder =
  (rule: LimitRule | null, limiter: Limiter): CountOrder =>
  ([request, reply], input) => {
    const named = typeof input === 'object' && input !== null && 'user_id' in input ? input.user_id : ''
    const buyer = userId.safeParse(named).data ?? ''
    const bucket = `orders:${buyer}@${addressOf(request)}`
    return count(reply, limiter, [{ name: 'orders', bucket, rule }])
  }

/** Counts a guest that is about to be made; a refusal when too many come from one address. */
export type CountGuest = (request: FastifyRequest, reply: FastifyReply) => Promise<Refused | null>

export const createCountGuest =
  (config: Limits, limiter: Limiter): CountGuest =>
  async (request, reply) => {
    if (trustOf(config, request) === 'machine') return null
    const bucket = `guests:${addressOf(request)}`
    const refused = await count(reply, limiter, [{ name: 'guests', bucket, rule: config.rateLimits.guests }])
    return (
      refused && refuse('rate_limited', { detail: 'Too many new shoppers from this network. Try again in a while.' })
    )
  }

/** Counts a request everywhere and says so in headers; a refusal where it is too much. */
async function count(reply: FastifyReply, limiter: Limiter, counted: readonly Counted[]): Promise<Refused | null> {
  const asked = await Promise.all(
    counted.flatMap(({ name, bucket, rule, count }) =>
      rule ? [limiter.count(bucket, rule, count).then((allowance) => ({ name, rule, ...allowance }))] : [],
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
  return refuse('rate_limited')
}
