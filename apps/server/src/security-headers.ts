import { refuse } from '@hourglass/core/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

/**
 * What every answer says to a browser: it is data, not a page, and nobody may keep it. Pages, pictures and what is public say more of
 * themselves.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}
/** Two years, as browsers' lists ask for. */
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
 * A page of another site may not buy with a shopper's cookie, nor on a developer's loopback: a browser names the page's
 * origin with every POST (Fetch standard, §3.1), and only listed ones and our own are taken. Other clients send none.
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
