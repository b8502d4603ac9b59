import assert from 'node:assert/strict'
import { refused } from '../call.ts'
import type { Check } from './check.ts'

const UNKNOWN_ID = '00000000-0000-7000-8000-000000000000'

export const reserving: Check[] = [
  {
    title: 'a reservation is created once, can be read, and is final once confirmed into an order',
    async run({ call, buyer, item }) {
      const body = { user_id: buyer(), item_id: item() }
      const made = await call('POST', '/v1/reservations', { body })
      assert.equal(made.status, 201)
      const again = await call('POST', '/v1/reservations', { body })
      assert.deepEqual([again.status, again.body.id, again.body.expires_at], [200, made.body.id, made.body.expires_at])
      const at = made.headers.get('location') ?? ''
      assert.equal((await call('GET', at)).body.status, 'ACTIVE')
      assert.equal((await call('POST', `${at}/confirm`)).body.order.id, made.body.id)
      refused(await call('POST', `${at}/cancel`), 409, 'hold_confirmed')
      const list = await call('GET', `/v1/reservations?user_id=${body.user_id}`)
      assert.equal(list.body.reservations.length, 1)
    },
  },
  {
    title: 'canceling a reservation releases its unit',
    async run({ call, buyer, item }) {
      const body = { user_id: buyer(), item_id: item() }
      const { headers } = await call('POST', '/v1/reservations', { body })
      const at = headers.get('location') ?? ''
      assert.equal((await call('POST', `${at}/cancel`)).body.status, 'CANCELED')
      refused(await call('POST', `${at}/confirm`), 409, 'hold_canceled')
      assert.equal((await call('POST', '/v1/reservations', { body: { ...body, user_id: buyer() } })).status, 201)
    },
  },
  {
    title: 'an order is 202 with a Location to poll, supports ETags, and appears in the history',
    async run({ call, buyer, item }) {
      const user_id = buyer()
      const placed = await call('POST', '/v1/orders', { body: { user_id, items: [{ id: item() }, { id: item() }] } })
      assert.equal(placed.status, 202)
      const asked = await call('GET', placed.headers.get('location') ?? '')
      assert.match(asked.headers.get('etag') ?? '', /^".+"$/)
      const history = await call('GET', `/v1/orders?user_id=${user_id}`)
      assert.equal(history.body.orders[0].id, placed.body.id)
    },
  },
  {
    title: 'no buyer can exceed the limit',
    async run({ call, buyer, item, saleId }) {
      const limit = (await call('GET', `/v1/sales/${saleId}`)).body.buyer_limit
      if (limit > 10) return
      const user_id = buyer()
      const items = Array.from({ length: limit }, () => ({ id: item() }))
      assert.equal((await call('POST', '/v1/orders', { body: { user_id, items } })).status, 202)
      const more = await call('POST', '/v1/orders', { body: { user_id, items: [{ id: item() }] } })
      refused(more, 409, 'limit_reached')
    },
  },
  {
    title: 'a reservation or order of another buyer, or an unknown one, is 404',
    async run({ call, buyer, item }) {
      const { headers } = await call('POST', '/v1/reservations', { body: { user_id: buyer(), item_id: item() } })
      const at = headers.get('location') ?? ''
      refused(await call('GET', `${at}?user_id=${buyer()}`), 404, 'hold_not_found')
      refused(await call('GET', `/v1/reservations/${UNKNOWN_ID}`), 404, 'hold_not_found')
      refused(await call('GET', `/v1/orders/${UNKNOWN_ID}`), 404, 'order_not_found')
    },
  },
  {
    title: 'more than ten orders in ten seconds are 429 with Retry-After',
    async run({ call, buyer }) {
      const body = { user_id: buyer(), items: [] }
      const answers = await Promise.all(Array.from({ length: 40 }, () => call('POST', '/v1/orders', { body })))
      const limited = answers.find(({ status }) => status === 429)
      assert.ok(limited, 'at least one of forty concurrent orders is refused')
      refused(limited, 429, 'rate_limited')
      assert.match(limited.headers.get('retry-after') ?? '', /^\d+$/)
      assert.match(limited.headers.get('ratelimit') ?? '', /^"\w+";r=0;t=\d+$/)
    },
  },
]
