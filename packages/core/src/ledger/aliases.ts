/** Table aliases for the statements of the ledger. */
import { schema } from '@hourglass/db'
import { alias } from 'drizzle-orm/pg-core'

const {
  attempts,
  buyerItems,
  buyers,
  cartLines,
  holds,
  idempotencyKeys,
  items,
  orders,
  queueAdmissions,
  queuePlaces,
  queues,
  sales,
} = schema

export const a = alias(attempts, 'a')
export const b = alias(buyers, 'b')
export const bi = alias(buyerItems, 'bi')
export const d = alias(queueAdmissions, 'd')
export const h = alias(holds, 'h')
export const i = alias(items, 'i')
export const k = alias(idempotencyKeys, 'k')
export const l = alias(cartLines, 'l')
export const o = alias(orders, 'o')
export const p = alias(queuePlaces, 'p')
export const q = alias(queues, 'q')
export const s = alias(sales, 's')
