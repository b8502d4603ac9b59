import assert from 'node:assert/strict'
import { refused } from '../call.ts'
import type { Check } from './check.ts'

export const buying: Check[] = [
  {
    title: 'a checkout returns a code, a purchase redeems it, and a second purchase is code_used with the order',
    async run({ call, buyer, item }) {
      const [user_id, id] = [buyer(), item()]
      const { body } = await call('POST', `/checkout?user_id=${user_id}&id=${id}`)
      const bought = await call('POST', `/purchase?code=${body.code}`)
      assert.deepEqual([bought.status, bought.body.total_purchased, bought.body.order.user_id], [200, 1, user_id])
      const again = await call('POST', `/purchase?code=${body.code}`)
      refused(again, 409, 'code_used')
      assert.equal(again.body.order.id, bought.body.order.id)
    },
  },
  {
    title: 'a sold item is sold_out for the next buyer',
    async run({ call, buyer, item }) {
      const id = item()
      const first = await call('POST', '/checkout', { body: { user_id: buyer(), id } })
      await call('POST', '/purchase', { body: { code: first.body.code } })
      refused(await call('POST', '/checkout', { body: { user_id: buyer(), id } }), 409, 'sold_out')
    },
  },
  {
    title: 'items can be added to a checkout by its code',
    async run({ call, buyer, item }) {
      const user_id = buyer()
      const { body } = await call('POST', '/checkout', { body: { user_id, id: item() } })
      const added = await call('POST', '/checkout', { body: { user_id, id: item(), code: body.code } })
      assert.deepEqual([added.body.code, added.body.items_count], [body.code, 1])
    },
  },
  {
    title: 'a request with a repeated Idempotency-Key is executed once; a different request with the same key is 422',
    async run({ call, buyer, item }) {
      const headers = { 'idempotency-key': crypto.randomUUID() }
      const body = { user_id: buyer(), id: item() }
      const first = await call('POST', '/checkout', { body, headers })
      const again = await call('POST', '/checkout', { body, headers })
      assert.deepEqual(again.body, first.body)
      assert.equal(again.headers.get('idempotent-replayed'), 'true')
      const other = await call('POST', '/checkout', { body: { ...body, id: item() }, headers })
      refused(other, 422, 'idempotency_key_reused')
    },
  },
  {
    title: 'a forged code is 404; a missing field is named in the problem',
    async run({ call }) {
      refused(await call('POST', `/purchase?code=${'A'.repeat(43)}`), 404, 'code_not_found')
      const missing = await call('POST', '/checkout', { body: {} })
      refused(missing, 400, 'invalid_request')
      assert.equal(missing.body.errors[0].pointer, '#/user_id')
    },
  },
  {
    title: 'a cart supports adding, changing and clearing lines; checkout takes the whole cart',
    async run({ call, buyer, item }) {
      const [user_id, item_id] = [buyer(), item()]
      assert.equal((await call('POST', '/v1/cart/items', { body: { user_id, item_id } })).body.lines.length, 1)
      assert.equal((await call('PUT', `/v1/cart/items/${item_id}`, { body: { user_id, quantity: 1 } })).status, 200)
      assert.equal((await call('GET', `/v1/cart?user_id=${user_id}`)).body.reserved, false)
      assert.equal((await call('POST', '/checkout', { body: { user_id } })).body.items[0].id, item_id)
      assert.equal((await call('DELETE', `/v1/cart/items/${item_id}?user_id=${user_id}`)).body.lines.length, 0)
      assert.equal((await call('DELETE', `/v1/cart?user_id=${user_id}`)).status, 200)
    },
  },
]
