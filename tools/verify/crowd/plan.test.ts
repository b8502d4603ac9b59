import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listItems, type Offer } from './offer.ts'
import { delayMsOf, isApproved } from './order-step.ts'
import { planVisits } from './plan.ts'

const offers: Offer[] = [1, 2].map((saleId) => ({
  saleId,
  limit: 3,
  items: Array.from({ length: 20 }, (_, i) => ({ id: saleId * 100 + i, stock: saleId, limit: saleId })),
}))
const size = { buyers: 30, tries: 500, seed: 7, preset: 'mixed' as const }

test('a seed determines the planned visits and the listed items', () => {
  assert.deepEqual(planVisits(size, offers), planVisits(size, offers))
  assert.notDeepEqual(planVisits(size, offers), planVisits({ ...size, seed: 8 }, offers))
  assert.deepEqual(listItems(7, 40), listItems(7, 40))
})

test('every cart visit has its own buyer and stays within the limits', () => {
  const carts = planVisits(size, offers).filter((visit) => visit.kind === 'cart')
  assert.equal(new Set(carts.map((visit) => visit.userId)).size, carts.length)
  for (const { saleId, lines } of carts) for (const { quantity } of lines) assert.ok(quantity <= saleId)
})

test('the order step decides by order id and refuses about one in seven', () => {
  const ids = Array.from(
    { length: 7_000 },
    (_, i) => `00000000-0000-7000-8000-0000${(i * 611_953).toString(16).padStart(8, '0')}`,
  )
  const refused = ids.filter((id) => !isApproved(3, id))
  assert.deepEqual(
    refused,
    ids.filter((id) => !isApproved(3, id)),
  )
  assert.ok(refused.length > 900 && refused.length < 1_100, `${refused.length} of 7,000`)
  assert.ok(ids.every((id) => delayMsOf(3, id) < 120))
})
