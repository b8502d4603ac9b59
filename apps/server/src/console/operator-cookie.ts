import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { SigningKeys } from '@hourglass/core/domain'
import type { SignIn } from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'

const COOKIE = 'hg_console'
/** An operator signs in once a working day. */
const SESSION_MS = 12 * 3_600_000

/**
 * What the cookie says, when we have signed it and its time is not over. It names the key and is no key: whether that one is still
 * good, and whether the cookie was signed out, is asked of the ledger. No script reads it, and no other site's request carries it.
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

export function takeOperatorCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), attributes(request))
}

const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' }) as const

/** Under TLS no other host can set it, nor anybody in between (RFC 6265bis §4.1.3.2). */
const nameFor = (request: FastifyRequest): string => (request.protocol === 'https' ? `__Host-${COOKIE}` : COOKIE)

const sign = (key: Buffer, keyId: string, expires: string): string =>
  createHmac('sha256', key).update(`console ${keyId} ${expires}`).digest('base64url')
