import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import type {} from '@fastify/cookie'
import { GUEST_PREFIX, type GuestId, type SigningKeys } from '@hourglass/core/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const SESSION_COOKIE = 'hg_session'
const SESSION_DAYS = 30

/** Reads without a session run as this guest. No session can have its id, so it owns nothing. */
export const ANONYMOUS: GuestId = 'guest:nobody'

/** The shopper of a request, if it carries a valid session cookie. */
export function knownSession({ valid }: SigningKeys, request: FastifyRequest): GuestId | undefined {
  const cookie = request.cookies?.[nameFor(request)]
  if (cookie === undefined) return undefined
  const known = valid.map((key) => verify(key, cookie)).find((id) => id !== undefined)
  return known ? `${GUEST_PREFIX}${known}` : undefined
}

/** Re-signs a guest's cookie with the current key when an older key signed it. */
export function renewSession(
  { current }: SigningKeys,
  [request, reply]: [FastifyRequest, FastifyReply],
  guest: GuestId,
): void {
  if (!verify(current, request.cookies?.[nameFor(request)]))
    giveCookie(current, [request, reply], guest.slice(GUEST_PREFIX.length))
}

/** Creates a guest and sets its cookie: `id.HMAC-SHA-256`, HttpOnly. */
export function newGuest({ current }: SigningKeys, request: FastifyRequest, reply: FastifyReply): GuestId {
  const id = randomUUID()
  giveCookie(current, [request, reply], id)
  return `${GUEST_PREFIX}${id}`
}

export function clearGuest(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), attributes(request))
}

function giveCookie(key: Buffer, [request, reply]: [FastifyRequest, FastifyReply], id: string): void {
  reply.setCookie(nameFor(request), `${id}.${sign(key, id)}`, {
    ...attributes(request),
    maxAge: SESSION_DAYS * 24 * 3_600,
  })
}

const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' }) as const

/** The `__Host-` prefix keeps other hosts and network attackers from setting the cookie (RFC 6265bis §4.1.3.2). */
const nameFor = (request: FastifyRequest): string =>
  request.protocol === 'https' ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE

function verify(key: Buffer, cookie: string | undefined): string | undefined {
  const [id = '', mac = ''] = (cookie ?? '').split('.')
  const [given, expected] = [Buffer.from(mac), Buffer.from(sign(key, id))]
  const same = given.length === expected.length && timingSafeEqual(given, expected)
  return id !== '' && same ? id : undefined
}

const sign = (key: Buffer, id: string): string => createHmac('sha256', key).update(id).digest('base64url')
