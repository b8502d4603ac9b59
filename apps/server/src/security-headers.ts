import type { FastifyInstance } from 'fastify'

/** What every answer says to a browser: it is data, not a page, whatever it looks like. Pages and pictures say more of themselves. */
const HEADERS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}
/** Two years, as browsers' lists ask for. */
const TRANSPORT = 'max-age=63072000; includeSubDomains'

export function sendSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(HEADERS)
    if (request.protocol === 'https') reply.header('strict-transport-security', TRANSPORT)
    done()
  })
}
