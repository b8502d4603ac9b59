import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const SESSION_COOKIE = 'hg_session'
const SESSION_DAYS = 30

/** A shopper's user id: the guest session's name. */
export type GuestId = `guest:${string}`

/** Who reads without a session: a guest that nobody can be, and that owns nothing. */
export const NOBODY: GuestId = 'guest:nobody'

/** The shopper behind a request, if it has a session already. */
export function knownSession(key: Buffer, request: FastifyRequest): GuestId | undefined {
  const known = verify(key, request.cookies?.[nameFor(request)])
  return known ? `guest:${known}` : undefined
}

/** Makes a guest and gives its browser the cookie, `id.HMAC-SHA-256`, HttpOnly. */
export function newGuest(key: Buffer, request: FastifyRequest, reply: FastifyReply): GuestId {
  const id = randomUUID()
  reply.setCookie(nameFor(request), `${id}.${sign(key, id)}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: SESSION_DAYS * 24 * 3_600,
  })
  return `guest:${id}`
}

/** Under TLS no other host can set it, nor anybody in between (RFC 6265bis §4.1.3.2). */
const nameFor = (request: FastifyRequest): string =>
  request.protocol === 'https' ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE

function verify(key: Buffer, cookie: string | undefined): string | undefined {
  const [id = '', mac = ''] = (cookie ?? '').split('.')
  const [given, expected] = [Buffer.from(mac), Buffer.from(sign(key, id))]
  const same = given.length === expected.length && timingSafeEqual(given, expected)
  return id !== '' && same ? id : undefined
}

const sign = (key: Buffer, id: string): string => createHmac('sha256', key).update(id).digest('base64url')
