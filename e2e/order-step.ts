import { setTimeout as delay } from 'node:timers/promises'
import type { OrderStep } from '@hourglass/core/operations'

/** So many units of one item are what this step declines. */
export const DECLINED_QUANTITY = 3
/** As long as somebody who looks needs to see an order being processed. */
const LOOK_MS = 1_000

/** For the tests: takes a moment, declines by quantity, approves the rest. */
const step: OrderStep = async ({ lines, signal }) => {
  await delay(LOOK_MS, undefined, { signal })
  const declined = lines.some(({ quantity }) => quantity === DECLINED_QUANTITY)
  return declined ? { approved: false, reason: 'card_declined' } : { approved: true }
}

export default step
