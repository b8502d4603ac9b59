import type { FastifyInstance } from 'fastify'
import type { Route } from './openapi/route.ts'
import { routeOf } from './openapi/routes/index.ts'

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
