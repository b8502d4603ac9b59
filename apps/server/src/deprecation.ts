import type { FastifyInstance } from 'fastify'
import type { Route } from './routes/route.ts'

/** What a superseded route says of itself: RFC 9745, RFC 8594. */
export function deprecationHeaders({ since, sunset, link }: NonNullable<Route['deprecated']>): Record<string, string> {
  return {
    deprecation: `@${Math.floor(since.getTime() / 1_000)}`,
    ...(sunset && { sunset: sunset.toUTCString() }),
    link: `<${link}>; rel="deprecation"`,
  }
}

/** Says of superseded routes that they are: the ones that the document says it of. */
export function tellDeprecation(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { deprecated } = request.routeOptions.config.route ?? {}
    if (deprecated) reply.headers(deprecationHeaders(deprecated))
    done()
  })
}
