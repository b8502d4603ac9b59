import { noInput } from '@hourglass/core/contract'
import { parse } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import type { Route } from './openapi/route.ts'
import { routeOf } from './openapi/routes/index.ts'
import { RefusedError } from './refused-error.ts'
import { inputOf } from './rest/input-of.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the OpenAPI document says of the route; tRPC's have none. */
    described?: Route
  }
}

/** Every route must be in the OpenAPI document, but for the storefront's own. Call it before the routes are made. */
export function onlyDescribed(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/trpc')) return
    for (const method of [route.method].flat()) {
      // A browser asks before it asks; that is CORS's own.
      if (method === 'OPTIONS') continue
      const described = routeOf(method, route.url)
      if (!described) throw new TypeError(`${method} ${route.url} is not described in openapi/routes`)
      route.config = { ...route.config, described }
    }
  })
}

/**
 * Refuses unknown parameters and members on routes that run no operation on their input. All other routes hand their whole input to
 * an operation, which refuses them.
 */
export function refuseUnknownInput(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const { described } = request.routeOptions.config
    if (!described || (described.input && !described.free)) return done()
    const parsed = parse(described.input ?? noInput, inputOf(request))
    if (parsed.ok) done()
    else done(new RefusedError(parsed))
  })
}
