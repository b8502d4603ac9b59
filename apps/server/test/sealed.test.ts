/** Sealed sales: no one can learn the items before the start, and anyone can verify afterwards that they were fixed. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { commitmentOf, describeItem, priceOf, seedOf } from '@hourglass/core/catalog'
import { openHourlySale } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import { openApiDocument } from '../src/openapi/document.ts'
import { appRouter } from '../src/trpc/router.ts'
import { signedIn } from './operator.ts'
import { createServerStage, openFeed, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const LATER_MS = 3_600_000
let made = 0

/** Creates a sale that starts in `ms`. */
async function scheduled(ms: number) {
  const startsAt = new Date(Date.now() + ms + made++)
  const id = await openHourlySale(stage.ctx, startsAt)
  const [row] = await stage.ctx.db
    .select()
    .from(schema.sales)
    .where(eq(schema.sales.id, id ?? 0))
  assert.ok(row?.secret)
  return { ...row, secret: row.secret }
}

const merchantSale = async (ms: number, preview: boolean) => {
  const sale = {
    name: 'Coats',
    starts_at: new Date(Date.now() + ms).toISOString(),
    preview,
    items: [{ name: 'Blue coat', stock: 2, price: 7_500 }],
  }
  const { status, body } = await stage.postJson('/v1/admin/sales', sale)
  assert.equal(status, 201, JSON.stringify(body))
  return body
}

describe('before the start', () => {
  test('no route, procedure or event reveals the secret, the seed or anything derived from them', async () => {
    const sale = await scheduled(LATER_MS)
    const item = sale.firstItemId
    const items = Array.from({ length: sale.itemsCount }, (_, at) => describeItem(sale, at))
    const secrets = [`${sale.seed}`, sale.secret.toString('hex'), sale.secret.toString('base64')]
    secrets.push(...items.flatMap(({ name, colour }) => [name, colour]))
    const answers: [from: string, text: string][] = []
    const ask = async (from: string, answer: Promise<{ body: unknown }>) => {
      answers.push([from, JSON.stringify((await answer).body)])
    }

    const gets = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, verbs]) => (verbs?.get ? [path] : []))
    assert.ok(gets.length > 20, 'the document lists the routes')
    for (const path of gets.filter((path) => !path.endsWith('/live')))
      for (const id of [sale.id, item]) {
        const [address, query] = [path.replaceAll(/\{\w+\}/g, `${id}`), `?user_id=ann`]
        await ask(path, stage.get(address))
        await ask(path, stage.get(address + query))
      }
    const { procedures } = appRouter._def
    for (const [name, procedure] of Object.entries(procedures))
      if ((procedure as { _def: { type: string } })._def.type === 'query')
        for (const id of [sale.id, item])
          await ask(name, stage.get(`/trpc/${name}?input=${encodeURIComponent(JSON.stringify({ id }))}`))
    const admin = (await signedIn(stage, 'owner')).client
    for (const answer of [
      admin.sales.get.query({ id: sale.id }),
      admin.sales.list.query({}),
      admin.sales.audit.query({ id: sale.id }),
      admin.gate.compare.query({ id: sale.id }),
      admin.orders.search.query({}),
      admin.attempts.search.query({}),
      admin.actions.list.query({}),
    ])
      await ask(
        'console',
        answer.then((body) => ({ body })),
      )
    const refused = async (from: string, answer: ReturnType<typeof stage.post>) => {
      assert.equal((await answer).body.code, 'sale_not_open', from)
      await ask(from, answer)
    }
    await refused('checkout', stage.post(`/checkout?user_id=ann&id=${item}`))
    await refused('cart', stage.postJson('/v1/cart/items', { user_id: 'ann', item_id: item }))
    await refused('reservations', stage.postJson('/v1/reservations', { user_id: 'ann', item_id: item }))
    await refused('orders', stage.postJson('/v1/orders', { user_id: 'ann', items: [{ id: item, quantity: 1 }] }))
    const feed = openFeed(stage.origin, sale.id)
    await ask(
      'live',
      feed.next().then((body) => ({ body })),
    )
    feed.close()
    const { outboxEvents } = schema
    const events = stage.ctx.db.select().from(outboxEvents).where(eq(outboxEvents.saleId, sale.id))
    await ask(
      'events',
      events.then((rows) => ({ body: rows.map(({ data }) => data) })),
    )

    for (const [from, text] of answers)
      for (const word of secrets) assert.equal(text.includes(word), false, `${from} reveals ${word}: ${text}`)
  })

  test('commitment and start are public; the list of items is 409 and each item is 404', async () => {
    const sale = await scheduled(LATER_MS)
    const startsAt = sale.startsAt.toISOString()
    const commitment = commitmentOf(sale, sale.secret)
    const { body: view } = await stage.get(`/v1/sales/${sale.id}`)
    assert.deepEqual([view.commitment, view.seed, view.secret, view.starts_at], [commitment, null, null, startsAt])
    const items = await stage.get(`/v1/sales/${sale.id}/items`)
    assert.deepEqual([items.status, items.body.code, items.body.starts_at], [409, 'sale_not_open', startsAt])
    for (const path of ['', '/history', '/image.svg']) {
      const { status, body, headers } = await stage.get(`/v1/items/${sale.firstItemId}${path}`)
      assert.deepEqual([status, body.code], [404, 'item_not_found'])
      assert.doesNotMatch(headers.get('cache-control') ?? '', /immutable/)
    }
    const refused = await stage.post(`/checkout?user_id=ann&id=${sale.firstItemId}`)
    assert.deepEqual([refused.status, refused.body.code, refused.body.starts_at], [409, 'sale_not_open', startsAt])
    const { outboxEvents } = schema
    const [event] = await stage.ctx.db
      .select()
      .from(outboxEvents)
      .where(and(eq(outboxEvents.saleId, sale.id), eq(outboxEvents.type, 'sale.scheduled')))
    const data = event?.data as { commitment?: string; edition?: number } | undefined
    assert.deepEqual([data?.commitment, data?.edition], [commitment, view.edition])
  })

  test('a server whose clock is an hour ahead reveals nothing', async (t) => {
    const sale = await scheduled(LATER_MS)
    t.after(() => stage.setClockAhead(0))
    stage.setClockAhead(2 * LATER_MS)
    const { body } = await stage.get(`/v1/sales/${sale.id}`)
    assert.deepEqual([body.seed, body.secret], [null, null])
    assert.equal((await stage.get(`/v1/items/${sale.firstItemId}`)).status, 404)
    assert.equal((await stage.get(`/v1/sales/${sale.id}/items`)).body.code, 'sale_not_open')
  })

  test('two sales with the same start have different secrets and seeds', async () => {
    const [one, two] = [await scheduled(LATER_MS), await scheduled(LATER_MS)]
    assert.equal(one.secret.equals(two.secret), false)
    assert.notEqual(one.seed, two.seed)
  })

  test('the items of a merchant sale are public unless it was created with preview: false', async () => {
    const [shown, hidden] = [await merchantSale(LATER_MS, true), await merchantSale(LATER_MS, false)]
    assert.deepEqual([shown.preview, hidden.preview], [true, false])
    assert.equal((await stage.get(`/v1/items/${shown.first_item_id}`)).body.name, 'Blue coat')
    assert.equal((await stage.get(`/v1/items/${hidden.first_item_id}`)).status, 404)
    assert.equal((await stage.get(`/v1/sales/${hidden.id}/items`)).body.code, 'sale_not_open')
    assert.deepEqual([hidden.seed, hidden.secret], [null, null])
    assert.match(hidden.commitment, /^[0-9a-f]{64}$/)
  })
})

test('after the start, commitment, seed, names and prices can be derived from the revealed secret', async () => {
  const { id, startsAt } = await scheduled(LATER_MS)
  const { body: before } = await stage.get(`/v1/sales/${id}`)
  assert.equal(before.secret, null)
  // Start the sale now. No background job runs here: the first read after the start sees it open.
  await stage.ctx.db.update(schema.sales).set({ startsAt: sql`now()` }).where(eq(schema.sales.id, id))
  await stage.ctx.sales.refresh(id)
  const { status, body } = await stage.get(`/v1/sales/${id}/items?limit=200`)
  assert.equal(status, 200)
  const { body: sale } = await stage.get(`/v1/sales/${id}`)
  const secret = Buffer.from(sale.secret, 'hex')
  assert.equal(before.commitment, commitmentOf({ id, startsAt, edition: sale.edition }, secret))
  assert.equal(sale.seed, seedOf(secret, sale.edition))
  assert.equal(body.items.length, sale.items_count)
  for (const [at, item] of body.items.entries())
    assert.deepEqual([item.name, item.price.amount], [describeItem(sale, at).name, priceOf(sale, at)])
  assert.equal((await stage.get(`/v1/items/${sale.first_item_id}/image.svg`)).status, 200)
})
