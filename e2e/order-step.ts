import { setTimeout as delay } from 'node:timers/promises'
import type { OrderStep } from '@hourglass/core/operations'

/** The step declines orders with this quantity of an item. */
export const DECLINED_QUANTITY = 3
/** Long enough for the page to show the order as processing. */
const LOOK_MS = 1_000

/** Order step of the tests: waits, declines by quantity and approves all other orders. */
const step: OrderStep = async ({ lines, signal }) => {
  await delay(LOOK_MS, undefined, { signal })
  const declined = lines.some(({ quantity }) => quantity === DECLINED_QUANTITY)
  return declined ? { approved: false, reason: 'card_declined' } : { approved: true }
}

export default step
