import type { Route } from '../route.ts'
import { buying } from './buying.ts'
import { cart } from './cart.ts'
import { operators } from './operators.ts'
import { orders } from './orders.ts'
import { reservations } from './reservations.ts'
import { sales } from './sales.ts'
import { service } from './service.ts'
import { webhooks } from './webhooks.ts'

/** Every route of the server but tRPC, which is the storefront's own. */
export const routes: readonly Route[] = [
  ...buying,
  ...sales,
  ...reservations,
  ...cart,
  ...orders,
  ...webhooks,
  ...operators,
  ...service,
]

const named = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]))

/** The route as Fastify names it: `GET`, `/v1/sales/:id`. HEAD is answered as GET is. */
export function routeOf(method: string, url: string): Route | undefined {
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase()
  return named.get(`${verb} ${url.replace(/:(\w+)/g, '{$1}')}`)
}
