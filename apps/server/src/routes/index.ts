import { admin } from './admin.ts'
import { buying } from './buying.ts'
import { cart } from './cart.ts'
import { exports } from './exports.ts'
import { orders } from './orders.ts'
import { testPayments } from './payments.ts'
import { pictures, uploads } from './pictures.ts'
import { places, queue } from './queue.ts'
import { reservations } from './reservations.ts'
import type { Route } from './route.ts'
import { sales } from './sales.ts'
import { sandbox } from './sandbox.ts'
import { service } from './service.ts'
import { webhooks } from './webhooks.ts'

/** Every REST route, in the order of the OpenAPI document. tRPC is internal to the storefront and not listed. */
export const routes: readonly Route[] = [
  buying,
  sales,
  pictures,
  reservations,
  cart,
  orders,
  testPayments,
  queue,
  places,
  webhooks,
  sandbox,
  admin,
  exports,
  uploads,
  service,
].flatMap((declared): Route[] => Object.values(declared))
