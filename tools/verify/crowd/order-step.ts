/** The step that decides the mixed crowd's orders; servers load it as ORDER_STEP. */
import { setTimeout as delay } from 'node:timers/promises'
import type { OrderStep } from '@hourglass/core/operations'
import { delayMsOf, isApproved, REFUSAL, stepSeedOf } from './order-decision.ts'

const seed = stepSeedOf(process.env)

const decide: OrderStep = async ({ id, signal }) => {
  await delay(delayMsOf(seed, id), undefined, { signal })
  return isApproved(seed, id) ? { approved: true } : { approved: false, reason: REFUSAL }
}

export default decide
