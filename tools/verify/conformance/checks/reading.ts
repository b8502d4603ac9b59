import assert from 'node:assert/strict'
import { refused } from '../call.ts'
import type { Check } from './check.ts'

export const reading: Check[] = [
  {
    title: 'health probes succeed',
    async run({ call }) {
      for (const path of ['/livez', '/readyz', '/health']) assert.equal((await call('GET', path)).status, 200, path)
    },
  },
  {
    title: 'the API reference and the problem pages are served',
    async run({ call }) {
      assert.match((await call('GET', '/docs')).text, /Hourglass API/)
      assert.match((await call('GET', '/problems/sold_out')).text, /sold_out/)
    },
  },
  {
    title: 'sales are listed with a link to the next page',
    async run({ call }) {
      const { body, headers } = await call('GET', '/v1/sales?limit=1')
      assert.equal(body.sales.length, 1)
      if (body.next_cursor !== null) assert.match(headers.get('link') ?? '', /rel="next"/)
    },
  },
  {
    title: 'a sale, its items and a single item can be read',
    async run({ call, saleId }) {
      assert.equal((await call('GET', `/v1/sales/${saleId}`)).body.id, saleId)
      const { body } = await call('GET', `/v1/sales/${saleId}/items?limit=2`)
      assert.equal((await call('GET', `/v1/items/${body.items[0].id}`)).body.id, body.items[0].id)
    },
  },
  {
    title: 'an item image is an SVG with immutable caching',
    async run({ call, item }) {
      const { headers, text } = await call('GET', `/v1/items/${item()}/image.svg`)
      assert.match(headers.get('cache-control') ?? '', /immutable/)
      assert.match(text, /^<svg/)
    },
  },
  {
    title: 'the audit of a sale confirms exact, fair and conserved',
    async run({ call, saleId }) {
      const { body } = await call('GET', `/v1/sales/${saleId}/audit`)
      assert.deepEqual(body.promises, { exact: true, fair: true, conserved: true })
    },
  },
  {
    title: 'the live feed begins with a snapshot',
    async run({ origin, saleId }) {
      const response = await fetch(`${origin}/v1/sales/${saleId}/live`)
      const reader = response.body?.getReader()
      const { value } = (await reader?.read()) ?? {}
      await reader?.cancel()
      assert.match(new TextDecoder().decode(value), /^id: \d+:\d+\nevent: snapshot\ndata: \{/)
    },
  },
  {
    title: 'a missing resource is 404; a malformed id is 400',
    async run({ call }) {
      refused(await call('GET', '/v1/sales/2000000000'), 404, 'sale_not_found')
      refused(await call('GET', '/v1/items/9007199254740991'), 404, 'item_not_found')
      refused(await call('GET', '/v1/sales/none'), 400, 'invalid_request')
      refused(await call('GET', '/v1/nowhere'), 404, 'route_not_found')
      refused(await call('GET', '/problems/none'), 404, 'route_not_found')
    },
  },
]
