import type { FastifyInstance } from 'fastify'
import type { createRegister } from '../rest/register.ts'
import { createCollectingRoutes } from './collecting.ts'
import { renameMembers } from './names.ts'
import { products } from './products.ts'
import { reservations } from './reservations.ts'
import { shop } from './shop.ts'

/**
 * Serves the routes of four earlier systems (docs/compatibility.md) over the operations of the usual routes, including `/checkout` and
 * `/purchase`. They are not part of the OpenAPI document or of tRPC.
 */
export function serve(app: FastifyInstance, register: ReturnType<typeof createRegister>): void {
  renameMembers(app)
  for (const group of [...createCollectingRoutes(), products, shop, reservations]) register(app, group)
}

/** Clients of the earlier systems also send these paths under `/api` or `/api/v1`, and capitalize the first part (`/api/Products`). */
export const earlierUrl = (url: string): string =>
  url.replace(/^\/api(?:\/v1)?\/([A-Za-z]+)/i, (_match, first: string) => `/${first.toLowerCase()}`)
