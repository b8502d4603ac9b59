import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventFor } from './partner-events.ts'
import { OPERATOR } from './partner-names.ts'

const of = (type: string, data: object) => ({ type, subject: 'x', data })

test('a partner receives events of its own buyers, with the user ids that it knows', () => {
  const event = of('order.confirmed', { user_id: 'acme/ann', units: 1 })
  assert.deepEqual(eventFor('acme', event)?.data, { user_id: 'ann', units: 1 })
  assert.deepEqual(event.data, { user_id: 'acme/ann', units: 1 }, 'the original event is unchanged')
})

test('a partner receives no events of other buyers or partners', () => {
  for (const user_id of ['ann', 'acme', 'acme-2/ann', 'other/acme/ann', 'guest:acme/ann', undefined])
    assert.equal(eventFor('acme', of('order.confirmed', { user_id })), null, String(user_id))
  assert.equal(eventFor('acme', of('webhook.disabled', { principal: 'other', url: 'https://other.example' })), null)
})

test('every partner receives the events of sales', () => {
  assert.notEqual(eventFor('acme', of('sale.opened', {})), null)
})

test('the operator receives every event unchanged', () => {
  const event = of('order.confirmed', { user_id: 'acme/ann' })
  assert.equal(eventFor(OPERATOR, event), event)
})
