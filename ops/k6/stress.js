/** More and more pairs a second, until it bends: it may get slow or say that it is busy, never wrong. */
import { anyItem, auditSale, checkout, newBuyer, openSale, purchase } from './shop.js'

const PEAK = Number(__ENV.PEAK || 5_000)

export const options = {
  scenarios: {
    crowd: {
      executor: 'ramping-arrival-rate',
      startRate: 50,
      timeUnit: '1s',
      preAllocatedVUs: 200,
      maxVUs: 2_000,
      stages: [
        { target: PEAK / 10, duration: '20s' },
        { target: PEAK, duration: '40s' },
        { target: PEAK, duration: '20s' },
        { target: 50, duration: '10s' },
      ],
    },
  },
  // 503 with the time of the next try is an honest answer here; a wrong book is not.
  thresholds: { checks: ['rate==1'] },
}
export const setup = openSale
export const teardown = auditSale

export default function (sale) {
  const code = checkout(newBuyer(), [anyItem(sale)])
  if (code) purchase(code)
}
