import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventFor, isTestEvent } from './partner-events.ts'
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

test('every partner receives the events of live sales', () => {
  assert.notEqual(eventFor('acme', of('sale.opened', {})), null)
})

test('the operator receives every live event unchanged', () => {
  const event = of('order.confirmed', { user_id: 'acme/ann' })
  assert.equal(eventFor(OPERATOR, event), event)
})

test('the events of a sandbox are seen by its own test keys only', () => {
  const ofSandbox = [
    of('sale.opened', { sale_id: 1, sandbox: 'test:acme' }),
    of('order.confirmed', { user_id: 'test:acme/ann' }),
    of('webhook.disabled', { principal: 'test:acme' }),
  ]
  for (const event of ofSandbox) {
    assert.equal(isTestEvent(event), true)
    assert.notEqual(eventFor('test:acme', event), null, event.type)
    for (const principal of [OPERATOR, 'acme', 'other', 'test:other', 'test:acme-2'])
      assert.equal(eventFor(principal, event), null, `${principal} ${event.type}`)
  }
})

test('a test key sees no live event, not even one of its own partner', () => {
  for (const event of [
    of('sale.opened', { sale_id: 1 }),
    of('order.confirmed', { user_id: 'acme/ann' }),
    of('order.confirmed', { user_id: 'test:ann' }),
    of('webhook.disabled', { principal: 'acme' }),
  ]) {
    assert.equal(isTestEvent(event), false)
    assert.equal(eventFor('test:acme', event), null, event.type)
  }
})
