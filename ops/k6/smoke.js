/** One shopper, half a minute: does it work at all? */
import { check } from 'k6'
import { anyItem, auditSale, checkout, newBuyer, openSale, promised, purchase, quick } from './shop.js'

export const options = { vus: 1, duration: '30s', thresholds: { ...promised, ...quick } }
export const setup = openSale
export const teardown = auditSale

export default function (sale) {
  const code = checkout(newBuyer(), [anyItem(sale)])
  if (!code) return
  check(purchase(code), { 'bought or lost to somebody faster': ({ status }) => status === 200 || status === 409 })
  check(purchase(code), { 'a code buys once': ({ status }) => status === 409 })
}
