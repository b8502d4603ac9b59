import { admin } from './admin.ts'
import { buying } from './buying.ts'
import { cart } from './cart.ts'
import { orders } from './orders.ts'
import { reservations } from './reservations.ts'
import type { Route } from './route.ts'
import { sales } from './sales.ts'
import { service } from './service.ts'
import { webhooks } from './webhooks.ts'

/** Every route of the server but tRPC, which is the storefront's own; in the order of the document. */
export const routes: readonly Route[] = [buying, sales, reservations, cart, orders, webhooks, admin, service].flatMap(
  (declared): Route[] => Object.values(declared),
)
