import { timingSafeEqual } from 'node:crypto'
import { type Refused, refuse, userId } from '@hourglass/core/contract'
import { isTestPrincipal } from '@hourglass/core/domain'
import type { Limiter, LimitRule, Signing } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { EMAIL_CODES, SANDBOX_RESETS, TEST_KEY_REQUESTS } from '../limits.ts'
import { sendProblem } from '../problem.ts'
import type { Route } from '../routes/route.ts'
import { addressOf } from './address.ts'
import { sessionBucket } from './shopper.ts'
import { type TrustConfig, trustOf } from './trust.ts'

/** A rate limit that applies to a request: its name in the headers, and its bucket. */
interface Counted {
  name: string
  bucket: string
  rule: LimitRule | null
  /** Cost of the request; default 1. */
  count?: number
}

type Limits = TrustConfig & Pick<Config, 'rateLimits' | 'storefrontKey'>

/**
 * Rate-limits requests by key, else by session and address. Test keys have a limit of their own and count towards no other. The local operator is exempt, as is the storefront's server, which reads
 * for all shoppers and authenticates with a key; their requests cost no Redis call.
 */
export function limitRequests(app: FastifyInstance, config: Limits, limiter: Limiter, signing: Signing): void {
  app.addHook('onRequest', (request, reply, done) => {
    const counted = countedBy(config, request, signing)
    if (counted.length === 0) done()
    else void count(reply, limiter, counted).then((refused) => (refused ? sendProblem(reply, refused) : done()), done)
  })
}

function countedBy({ rateLimits, ...config }: Limits, request: FastifyRequest, signing: Signing): Counted[] {
  const limit = request.routeOptions.config.route?.rateLimit
  const { caller } = request
  if (limit === 'none' || (!caller && isExempt(config, request))) return []
  if (caller && isTestPrincipal(caller.partner)) {
    const key = { name: 'test', bucket: `key:${caller.keyId}`, rule: TEST_KEY_REQUESTS, count: callsOf(request) }
    return limit === 'resets'
      ? [key, { name: 'resets', bucket: `resets:${caller.partner}`, rule: SANDBOX_RESETS }]
      : [key]
  }
  if (limit === 'pictures')
    return [{ name: 'pictures', bucket: `pictures:${addressOf(request)}`, rule: rateLimits.pictures }]
  const count = callsOf(request)
  if (caller) return [{ name: 'key', bucket: `key:${caller.keyId}`, rule: rateLimits.key, count }]
  const session = sessionBucket(signing, request)
  return [
    ...(session ? [{ name: 'session', bucket: session, rule: rateLimits.session, count }] : []),
    { name: 'address', bucket: `address:${addressOf(request)}`, rule: rateLimits.address, count },
  ]
}

/** Whether a request without a key is exempt from rate limits. */
export const isExempt = (config: TrustConfig & Pick<Config, 'storefrontKey'>, request: FastifyRequest): boolean =>
  trustOf(config, request) === 'machine' || isStorefront(config.storefrontKey, request)

/** Whether the storefront's server sent the request. It only reads. */
export function isStorefront(key: string | undefined, { method, headers }: FastifyRequest): boolean {
  const sent = headers[STOREFRONT_HEADER]
  if (key === undefined || method !== 'GET' || typeof sent !== 'string') return false
  const [given, expected] = [Buffer.from(sent), Buffer.from(key)]
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const STOREFRONT_HEADER = 'x-storefront-key'

/** Number of calls in a request: a tRPC batch has several, separated by commas. */
function callsOf(request: FastifyRequest): number {
  const { path } = (request.params ?? {}) as { path?: string }
  return request.routeOptions.url?.startsWith('/trpc') && path !== undefined ? path.split(',').length : 1
}

/** Counts an order or a join before it is made; a refusal beyond the limit. */
export type CountAction = (
  exchange: [FastifyRequest, FastifyReply],
  action: Route['rateLimit'],
  input: unknown,
) => Promise<Refused | null>

/**
 * Counts orders by buyer and address, on loopback too, and joins of a waiting room by address. While Redis is away each server counts
 * alone, so that it allows a part of the joins only.
 */
export const createCountAction =
  (config: Limits, limiter: Limiter, gate: { readonly up: boolean }): CountAction =>
  async ([request, reply], action, input) => {
    if (request.caller && isTestPrincipal(request.caller.partner)) return null
    if (action === 'orders') {
      const named = typeof input === 'object' && input !== null && 'user_id' in input ? input.user_id : ''
      const buyer = userId.safeParse(named).data ?? ''
      const bucket = `orders:${buyer}@${addressOf(request)}`
      return count(reply, limiter, [{ name: 'orders', bucket, rule: config.rateLimits.orders }])
    }
    const { joins } = config.rateLimits
    if (action !== 'joins' || !joins || request.caller || trustOf(config, request) === 'machine') return null
    const rule = gate.up ? joins : { ...joins, requests: Math.ceil(joins.requests / LOCAL_JOINS_DIVISOR) }
    return count(reply, limiter, [{ name: 'joins', bucket: `joins:${addressOf(request)}`, rule }])
  }

/** A server that counts alone allows this part of the joins: one of four servers. */
const LOCAL_JOINS_DIVISOR = 4

/** Counts a guest session before it is created; a refusal beyond the limit of the address. */
export type CountGuest = (request: FastifyRequest, reply: FastifyReply) => Promise<Refused | null>

export const createCountGuest =
  (config: Limits, limiter: Limiter): CountGuest =>
  async (request, reply) => {
    if (trustOf(config, request) === 'machine') return null
    const bucket = `guests:${addressOf(request)}`
    const refused = await count(reply, limiter, [{ name: 'guests', bucket, rule: config.rateLimits.guests }])
    return (
      refused &&
      refuse('rate_limited', { detail: 'Too many new shoppers from this network. Try again in a few minutes.' })
    )
  }

/**
 * Counts an attempt to sign in, by address and, if it asks for or enters a code, by the digest of the e-mail address; a refusal beyond
 * the limits.
 */
export type CountSignIn = (
  exchange: [FastifyRequest, FastifyReply],
  email: string | undefined,
) => Promise<Refused | null>

export const createCountSignIn =
  (config: Limits, limiter: Limiter): CountSignIn =>
  async ([request, reply], email) => {
    if (trustOf(config, request) === 'machine') return null
    const counted = [{ name: 'sign-ins', bucket: `sign-ins:${addressOf(request)}`, rule: config.rateLimits.signIns }]
    if (email) counted.push({ name: 'codes', bucket: `codes:${email}`, rule: EMAIL_CODES })
    const refused = await count(reply, limiter, counted)
    return refused && refuse('rate_limited', { detail: 'Too many attempts to sign in. Try again in a few minutes.' })
  }

/** Counts a request against all its limits and sets the headers; a refusal if it exceeds one of them. */
async function count(reply: FastifyReply, limiter: Limiter, counted: readonly Counted[]): Promise<Refused | null> {
  const results = await Promise.all(
    counted.flatMap(({ name, bucket, rule, count }) =>
      rule ? [limiter.count(bucket, rule, count).then((allowance) => ({ name, rule, ...allowance }))] : [],
    ),
  )
  const tightest = results.sort((a, b) => b.waitMs - a.waitMs || a.left - b.left)[0]
  if (!tightest) return null
  // draft-ietf-httpapi-ratelimit-headers-10: structured-field lists.
  const policies = results.map(({ name, rule }) => `"${name}";q=${rule.requests};w=${Math.ceil(rule.windowMs / 1_000)}`)
  reply.header('ratelimit-policy', policies.join(', '))
  reply.header('ratelimit', `"${tightest.name}";r=${tightest.left};t=${Math.ceil(tightest.resetMs / 1_000)}`)
  if (tightest.ok) return null
  reply.header('retry-after', Math.ceil(tightest.waitMs / 1_000))
  return refuse('rate_limited')
}
