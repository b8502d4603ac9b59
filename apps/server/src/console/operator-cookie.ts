import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { SigningKeys } from '@hourglass/core/domain'
import type { SignIn } from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'

const COOKIE = 'hg_console'
/** An operator signs in once per working day. */
const SESSION_MS = 12 * 3_600_000

/**
 * Reads the console's session cookie if its signature is valid and it has not expired. The cookie names the API key but does not contain
 * it: the ledger tells whether the key is still valid and whether the session was signed out. It is HttpOnly and SameSite=Strict.
 */
export function readOperatorCookie({ valid }: SigningKeys, request: FastifyRequest): SignIn | undefined {
  const [keyId = '', expires = '', mac = ''] = (request.cookies?.[nameFor(request)] ?? '').split('.')
  const given = Buffer.from(mac)
  const isOurs = valid.some((key) => {
    const expected = Buffer.from(sign(key, keyId, expires))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!isOurs) return undefined
  const expiresAt = Number(expires)
  return expiresAt > Date.now() ? { keyId, expiresAt, digest: createHash('sha256').update(given).digest() } : undefined
}

export function giveOperatorCookie(
  { current }: SigningKeys,
  [request, reply]: [FastifyRequest, FastifyReply],
  keyId: string,
): number {
  const expiresAt = Date.now() + SESSION_MS
  const value = `${keyId}.${expiresAt}.${sign(current, keyId, String(expiresAt))}`
  reply.setCookie(nameFor(request), value, { ...attributes(request), maxAge: SESSION_MS / 1_000 })
  return expiresAt
}

export function clearOperatorCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), attributes(request))
}

const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' }) as const

/** The `__Host-` prefix keeps other hosts and network attackers from setting the cookie (RFC 6265bis §4.1.3.2). */
const nameFor = (request: FastifyRequest): string => (request.protocol === 'https' ? `__Host-${COOKIE}` : COOKIE)

const sign = (key: Buffer, keyId: string, expires: string): string =>
  createHmac('sha256', key).update(`console ${keyId} ${expires}`).digest('base64url')
