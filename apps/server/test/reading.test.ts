import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { shopperAt } from './shopper.ts'
import { type Answer, createServerStage, openFeed, type ServerStage, sendBytes } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

async function buy(userId: string, position: number): Promise<void> {
  const { body } = await stage.post(`/checkout?user_id=${userId}&id=${stage.item(position)}`)
  assert.equal((await stage.post(`/purchase?code=${body.code}`)).status, 200)
}

describe('sales and items', () => {
  test('the active sale has its units by state', async () => {
    const { body } = await stage.get('/v1/sales/active')
    const [sale] = body.sales
    assert.deepEqual([sale.id, sale.status, sale.items_count, sale.buyer_limit], [stage.saleId, 'open', 20, 3])
    assert.equal(sale.units.available + sale.units.held + sale.units.sold, 20)
  })

  test('lists of items are paginated by Link', async () => {
    await buy('page', 0)
    const first = await stage.get(`/v1/sales/${stage.saleId}/items?limit=8`)
    assert.deepEqual([first.body.total, first.body.items.length], [20, 8])
    const next = /<(.*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const second = await stage.get(next)
    assert.equal(second.body.items[0].id, stage.item(8))
    const third = await stage.get(/<(.*)>/.exec(second.headers.get('link') ?? '')?.[1] ?? '')
    assert.deepEqual([third.body.items.length, third.headers.get('link')], [4, null])
  })

  test('the states of all items are packed in two bits each', async () => {
    await buy('bits', 2)
    const { client } = shopperAt(stage.origin)
    const sold = (packed: string) => ((Buffer.from(packed, 'base64')[0] ?? 0) >> 4) & 3
    await until('the third item is sold', async () => {
      const { states } = await client.sales.current.query({ id: stage.saleId })
      return states?.items_count === 20 && states.units.sold > 0 && sold(states.states) === 2
    })
  })

  test('the pace of a sale has units per minute and the fastest items', async () => {
    await buy('pace', 3)
    const { client } = shopperAt(stage.origin)
    await until('the purchase is counted', async () => {
      const { minutes, fastest, last_sold_at } = await client.sales.pace.query({ id: stage.saleId })
      const first = fastest.some(({ item, sold_after_ms }) => item.id === stage.item(3) && sold_after_ms >= 0)
      return minutes.length === 15 && (minutes.at(-1) ?? 0) > 0 && first && last_sold_at !== null
    })
  })

  test('lists of items can be filtered by state', async () => {
    await buy('state', 1)
    const inState = async (state: string) => (await stage.get(`/v1/sales/${stage.saleId}/items?state=${state}`)).body
    const has = (page: { items: { id: number }[] }) => page.items.some((item) => item.id === stage.item(1))
    await until('the item is listed as sold', async () => has(await inState('sold')))
    const [sold, available] = [await inState('sold'), await inState('available')]
    assert.equal(has(available), false)
    assert.equal(sold.total + available.total, 20)
  })

  test('pages of a filtered list neither skip nor repeat items while others leave the filter', async () => {
    const many = await createServerStage({ saleItems: 40, buyerLimit: 40 })
    try {
      const shown: number[] = []
      let path: string | undefined = `/v1/sales/${many.saleId}/items?state=available&limit=10`
      for (let page = 0; path !== undefined; page++) {
        const { headers, body }: Answer = await many.get(path)
        const ids: number[] = body.items.map(({ id }: { id: number }) => id)
        shown.push(...ids)
        path = /<(.*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
        assert.equal(path === undefined, body.next_cursor === null)
        if (page > 0) continue
        // All of the first page sells before the second is read.
        const { body: checkout } = await many.postJson('/checkout', { user_id: 'fan', id: ids })
        assert.equal((await many.postJson('/purchase', { code: checkout.code })).body.total_purchased, 10)
        const available = async () =>
          (await many.get(`/v1/sales/${many.saleId}/items?state=available&limit=1`)).body.total
        await until('the purchase is listed', async () => (await available()) === 30)
      }
      assert.deepEqual(
        shown,
        Array.from({ length: 40 }, (_, at) => many.item(at)),
      )
    } finally {
      await many.stop()
    }
  })

  test('an item has a name, traits, a price and a picture', async () => {
    const { body } = await stage.get(`/v1/items/${stage.item(5)}`)
    for (const member of ['id', 'name', 'image_url', 'price', 'state', 'traits', 'rarity', 'colour'])
      assert.notEqual(body[member], undefined, member)
    const picture = await stage.get(body.image_url)
    assert.equal(picture.type, 'image/svg+xml')
    assert.match(picture.body, /^<svg[^>]*>.*<\/svg>$/s)
    assert.match(picture.headers.get('cache-control') ?? '', /immutable/)
    assert.match(picture.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  })

  test('the history of an item says when it was offered and sold, and not to whom', async () => {
    const history = async () => (await stage.get(`/v1/items/${stage.item(8)}/history`)).body
    const offered = await history()
    assert.deepEqual(
      offered.events.map(({ type, unit }: { type: string; unit: number | null }) => [type, unit]),
      [['offered', null]],
    )
    await buy('collector', 8)
    const sold = await history()
    assert.deepEqual(sold.events[0], offered.events[0])
    assert.deepEqual([sold.events[1].type, sold.events[1].unit, sold.next_cursor], ['sold', 1, null])
    const { orders } = (await stage.get('/v1/orders?user_id=collector')).body
    assert.deepEqual([sold.events[1].at, sold.events[1].price], [orders[0].created_at, orders[0].total])
    assert.ok(sold.events[1].at >= sold.events[0].at)
    for (const known of ['collector', orders[0].id, orders[0].number])
      assert.equal(JSON.stringify(sold).includes(known), false, known)
  })

  test('lists of sales are paginated', async () => {
    const { body } = await stage.get('/v1/sales?limit=1')
    assert.deepEqual([body.sales.length, body.next_cursor], [1, null])
  })

  const refused: [path: string, status: number, code: string][] = [
    ['/v1/sales/999', 404, 'sale_not_found'],
    ['/v1/sales/zero', 400, 'invalid_request'],
    ['/v1/sales/99999999999', 400, 'invalid_request'],
    ['/v1/sales/999/items', 404, 'sale_not_found'],
    ['/v1/sales/1/items?limit=0', 400, 'invalid_request'],
    ['/v1/sales/1/items?limit=9999', 400, 'invalid_request'],
    ['/v1/sales/1/items?offset=-1', 400, 'invalid_request'],
    ['/v1/sales/1/items?state=gone', 400, 'invalid_request'],
    ['/v1/sales/999/audit', 404, 'sale_not_found'],
    ['/v1/sales/999/live', 404, 'sale_not_found'],
    ['/v1/items/99999999', 404, 'item_not_found'],
    ['/v1/items/-1', 400, 'invalid_request'],
    ['/v1/items/99999999/history', 404, 'item_not_found'],
    ['/v1/items/1/history?cursor=0', 400, 'invalid_request'],
    ['/v1/items/1/history?user_id=ann', 400, 'invalid_request'],
    ['/v1/items/99999999/image.svg', 404, 'item_not_found'],
    ['/v1/items/%zz', 400, 'invalid_request'],
  ]
  for (const [path, status, code] of refused) {
    test(`${path}: ${code}`, async () => {
      const answer = await stage.get(path)
      assert.deepEqual(
        [answer.status, answer.body.code, answer.type.split(';')[0]],
        [status, code, 'application/problem+json'],
      )
    })
  }

  test('the audit of a sale is public and balances', async () => {
    const { body } = await stage.get(`/v1/sales/${stage.saleId}/audit`)
    assert.deepEqual(body.promises, { exact: true, fair: true, conserved: true })
    assert.equal(body.units.sold + body.units.held + body.units.free, body.units.stock)
    assert.equal(body.order_lines, body.units.sold)
  })
})

describe('the live feed', () => {
  test('starts with a snapshot and sends a delta for a purchase', async () => {
    const feed = openFeed(stage.origin, stage.saleId)
    const snapshot = await feed.next()
    assert.equal(snapshot.event, 'snapshot')
    const states = Buffer.from(snapshot.data.states, 'base64')
    assert.equal(states.length, 5, '20 items in two bits each')
    await buy('live', 6)
    const sold: number[] = []
    while (!sold.includes(6)) {
      const delta = await feed.next()
      assert.equal(delta.event, 'delta')
      sold.push(...(delta.data.sold ?? []))
    }
    feed.close()
  })

  test('does not support HEAD', async () => {
    const answer = await fetch(`${stage.origin}/v1/sales/${stage.saleId}/live`, { method: 'HEAD' })
    assert.equal(answer.status, 405)
  })

  test('resumes a reconnecting reader with the missed deltas, or with a snapshot if its position is unknown', async () => {
    const feed = openFeed(stage.origin, stage.saleId)
    const { id } = await feed.next()
    await buy('missed', 7)
    let last = await feed.next()
    while (!last.data?.sold?.includes(7)) last = await feed.next()
    const back = openFeed(stage.origin, stage.saleId, id)
    const replayed = await back.next()
    assert.equal(replayed.event, 'delta')
    const unknown = openFeed(stage.origin, stage.saleId, '99:12345')
    assert.equal((await unknown.next()).event, 'snapshot')
    for (const each of [feed, back, unknown]) each.close()
  })
})

describe('protocol errors and tracing', () => {
  test('oversized headers are refused with 431', async () => {
    const answer = await sendBytes(stage.port, `GET /livez HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(10_000)}\r\n\r\n`)
    assert.match(answer, /^HTTP\/1\.1 431 [\s\S]*application\/problem\+json[\s\S]*"code":"headers_too_large"/)
  })

  test('a request that is not HTTP is refused with 400', async () => {
    assert.match(await sendBytes(stage.port, 'hello?\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*"code":"invalid_request"/)
  })

  test('a problem document has the trace id of traceparent', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const answer = await stage.send('/v1/items/0', { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } })
    assert.equal(answer.body.trace_id, traceId)
  })
})
