import { refuse } from '@hourglass/core/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

/** Default headers of every response: data, not a page, and not cacheable. Pages, pictures and public reads override them. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}
/** Two years, as the browsers' HSTS preload lists require. */
const TRANSPORT = 'max-age=63072000; includeSubDomains'

export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS)
  if (request.protocol === 'https') reply.header('strict-transport-security', TRANSPORT)
}

export function sendSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply)
    done()
  })
}

/**
 * CSRF protection: a page of another site must not buy with a shopper's cookie, nor on a developer's loopback. Browsers send `Origin`
 * with every POST (Fetch standard, §3.1); only listed origins and our own pass. Other clients send no `Origin`.
 */
export function checkOrigin(allowed: readonly string[]) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { origin, host } = request.headers
    const safe = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS'
    const ours = origin === `http://${host}` || origin === `https://${host}`
    if (safe || ours || origin === undefined || allowed.includes(origin)) done()
    else sendProblem(reply, refuse('origin_not_allowed'))
  }
}
