import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventFor } from './partner-events.ts'
import { OPERATOR } from './partner-names.ts'

const of = (type: string, data: object) => ({ type, subject: 'x', data })

test('a partner hears of its own buyers, by its own names for them', () => {
  const event = of('order.confirmed', { user_id: 'acme/ann', units: 1 })
  assert.deepEqual(eventFor('acme', event)?.data, { user_id: 'ann', units: 1 })
  assert.deepEqual(event.data, { user_id: 'acme/ann', units: 1 }, 'the event itself is as it was')
})

test('and of nobody else’s', () => {
  for (const user_id of ['ann', 'acme', 'acme-2/ann', 'other/acme/ann', 'guest:acme/ann', undefined])
    assert.equal(eventFor('acme', of('order.confirmed', { user_id })), null, String(user_id))
  assert.equal(eventFor('acme', of('webhook.disabled', { principal: 'other', url: 'https://other.example' })), null)
})

test('of sales everybody hears', () => {
  assert.notEqual(eventFor('acme', of('sale.opened', {})), null)
})

test('the operator hears all as it is', () => {
  const event = of('order.confirmed', { user_id: 'acme/ann' })
  assert.equal(eventFor(OPERATOR, event), event)
})
