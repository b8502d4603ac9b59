import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

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
