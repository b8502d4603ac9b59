import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const SESSION_COOKIE = 'hg_session'
const SESSION_DAYS = 30

/** A shopper's user id: the guest session's name. */
export type GuestId = `guest:${string}`

/** The shopper behind a request; a guest gets a session on arrival. The cookie is `id.HMAC-SHA-256`, HttpOnly. */
export function sessionOf(key: Buffer, request: FastifyRequest, reply: FastifyReply): GuestId {
  const known = verify(key, request.cookies[SESSION_COOKIE])
  if (known) return `guest:${known}`
  const id = randomUUID()
  reply.setCookie(SESSION_COOKIE, `${id}.${sign(key, id)}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: SESSION_DAYS * 24 * 3_600,
  })
  return `guest:${id}`
}

function verify(key: Buffer, cookie: string | undefined): string | undefined {
  const [id = '', mac = ''] = (cookie ?? '').split('.')
  const [given, expected] = [Buffer.from(mac), Buffer.from(sign(key, id))]
  const same = given.length === expected.length && timingSafeEqual(given, expected)
  return id !== '' && same ? id : undefined
}

const sign = (key: Buffer, id: string): string => createHmac('sha256', key).update(id).digest('base64url')
