/** The load test of the brief: a hundred shoppers who check out one to three items and buy at once. */
import { anyItem, auditSale, checkout, newBuyer, openSale, promised, purchase, quick } from './shop.js'

export const options = {
  scenarios: { shoppers: { executor: 'constant-vus', vus: 100, duration: __ENV.DURATION || '30s' } },
  thresholds: { ...promised, ...quick },
}
export const setup = openSale
export const teardown = auditSale

export default function (sale) {
  const ids = new Set(Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => anyItem(sale)))
  const code = checkout(newBuyer(), [...ids])
  if (code) purchase(code)
}
