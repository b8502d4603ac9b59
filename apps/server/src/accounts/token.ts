import { createHmac, timingSafeEqual } from 'node:crypto'
import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** better-auth's session cookie: `token.HMAC-SHA-256`, in base64. */
const accountCookieName = ({ protocol }: Pick<FastifyRequest, 'protocol'>): string =>
  protocol === 'https' ? '__Secure-hg.session_token' : 'hg.session_token'

declare module 'fastify' {
  interface FastifyRequest {
    /** Session token of the account cookie, once it has been verified; null if there is none. */
    accountToken?: string | null
  }
}

/**
 * The session token of a request, if it carries one that this shop has signed; the signature is verified once per request. Whether the
 * session still exists is in the database.
 */
export function accountTokenOf(secret: Buffer, request: FastifyRequest): string | undefined {
  if (request.accountToken !== undefined) return request.accountToken ?? undefined
  const cookie = request.cookies?.[accountCookieName(request)]
  if (cookie === undefined) return undefined
  const token = verify(secret, cookie)
  request.accountToken = token ?? null
  return token
}

function verify(secret: Buffer, cookie: string): string | undefined {
  const at = cookie.lastIndexOf('.')
  const token = cookie.slice(0, at)
  const [given, expected] = [Buffer.from(cookie.slice(at + 1)), Buffer.from(sign(secret, token))]
  return at > 0 && given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

export const clearAccountCookie = (request: FastifyRequest, reply: FastifyReply): void =>
  void reply.clearCookie(accountCookieName(request), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
  })

/** As better-auth signs, with the secret in the form that it is given. */
const sign = (secret: Buffer, token: string): string =>
  createHmac('sha256', secret.toString('base64url')).update(token).digest('base64')
