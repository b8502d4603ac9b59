import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { SignIn } from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'

const COOKIE = 'hg_console'
/** An operator signs in once a working day. */
const SESSION_MS = 12 * 3_600_000

/**
 * What the cookie says, when we have signed it and its time is not over. It names the key and is no key: whether that one is still
 * good, and whether the cookie was signed out, is asked of the ledger. No script reads it, and no other site's request carries it.
 */
export function readOperatorCookie(secret: Buffer, request: FastifyRequest): SignIn | undefined {
  const [keyId = '', expires = '', mac = ''] = (request.cookies?.[nameFor(request)] ?? '').split('.')
  const [given, expected] = [Buffer.from(mac), Buffer.from(sign(secret, keyId, expires))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const expiresAt = Number(expires)
  return expiresAt > Date.now()
    ? { keyId, expiresAt, digest: createHash('sha256').update(expected).digest() }
    : undefined
}

export function giveOperatorCookie(
  secret: Buffer,
  [request, reply]: [FastifyRequest, FastifyReply],
  keyId: string,
): number {
  const expiresAt = Date.now() + SESSION_MS
  const value = `${keyId}.${expiresAt}.${sign(secret, keyId, String(expiresAt))}`
  reply.setCookie(nameFor(request), value, { ...attributes(request), maxAge: SESSION_MS / 1_000 })
  return expiresAt
}

export function takeOperatorCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), attributes(request))
}

const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' }) as const

/** Under TLS no other host can set it, nor anybody in between (RFC 6265bis §4.1.3.2). */
const nameFor = (request: FastifyRequest): string => (request.protocol === 'https' ? `__Host-${COOKIE}` : COOKIE)

/** Not to be mistaken for a shopper's session, which is signed with the same secret. */
const sign = (secret: Buffer, keyId: string, expires: string): string =>
  createHmac('sha256', secret).update(`console ${keyId} ${expires}`).digest('base64url')
