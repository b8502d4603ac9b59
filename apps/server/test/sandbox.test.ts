/** Test keys and live keys share nothing: each sees its own sales, as if the others did not exist. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { contextOfPartner, decideOrders, replaySince } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { eq, sql } from 'drizzle-orm'
import { adminRouter } from '../src/console/router.ts'
import { TEST_KEY_REQUESTS } from '../src/limits.ts'
import { routes } from '../src/routes/index.ts'
import { appRouter } from '../src/trpc/router.ts'
import { signedIn } from './operator.ts'
import { newPartner, type Partner, partnerAt } from './partner.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

const SCOPES = ['buy', 'read', 'webhooks']
const asked: string[] = []

let stage: ServerStage
let live: Partner
let other: Partner
let key: Partner
let sandbox: Record<string, SandboxSale>
before(async () => {
  stage = await createServerStage({ buyerLimit: 10 })
  // The operator's own step must not see orders of test sales.
  Object.assign(stage.ctx, {
    orderStep: async ({ userId }: { userId: string }) => {
      asked.push(userId)
      return { approved: true }
    },
  })
  live = await newPartner(stage, 'acme', [...SCOPES, 'admin'])
  key = await testKey('acme')
  other = await testKey('other')
  sandbox = await reset(key)
})
after(() => stage.stop())

interface SandboxSale {
  id: number
  first_item_id: number
  status: string
  name: string
  buyer_limit: number
  units: { available: number; held: number; sold: number }
}

async function testKey(partner: string, scopes = SCOPES): Promise<Partner> {
  const { body, status } = await stage.postJson('/v1/admin/keys', { partner, scopes, test: true })
  assert.equal(status, 201, JSON.stringify(body))
  assert.match(body.key, /^hg_test_[0-9A-Za-z]{33}$/)
  return partnerAt(stage, body.key)
}

async function reset(partner: Partner): Promise<Record<string, SandboxSale>> {
  const { status, body } = await partner.post('/v1/sandbox/reset')
  assert.equal(status, 200, JSON.stringify(body))
  return Object.fromEntries(body.sales.map((made: { case: string; sale: SandboxSale }) => [made.case, made.sale]))
}

const saleOf = (of: string): SandboxSale => sandbox[of] ?? assert.fail(`no sale for ${of}`)
const itemOf = (of: string): number => saleOf(of).first_item_id

/** Everything that one side has: ids to ask for, and texts that only its own answers contain. */
interface World {
  saleId: number
  itemId: number
  code: string
  orderId: string
  holdId: string
  webhookId: string
  marks: string[]
}

let worlds = 0
async function worldOf(partner: Partner, saleId: number, itemId: number): Promise<World> {
  const user_id = `only-here-${++worlds}`
  const { body: order } = await partner.post('/v1/orders', { user_id, items: [{ id: itemId }] })
  const { body: held } = await partner.post('/v1/reservations', { user_id, item_id: itemId + 1 })
  const { body: checkout } = await partner.post('/checkout', { user_id, id: [itemId + 2] })
  const url = `https://hooks-${worlds}.example/in`
  const { body: webhook } = await partner.post('/v1/webhooks', { url })
  await partner.post('/v1/cart/items', { user_id, item_id: itemId + 3 })
  const names = await Promise.all([
    partner.get(`/v1/sales/${saleId}`).then(({ body }) => body.name),
    ...[0, 1, 2, 3].map((n) => partner.get(`/v1/items/${itemId + n}`).then(({ body }) => body.name)),
  ])
  const marks = [...names, user_id, url, order.id, held.id, checkout.code, webhook.id]
  for (const mark of marks) assert.ok(typeof mark === 'string' && mark.length > 5, JSON.stringify(marks))
  return { saleId, itemId, code: checkout.code, orderId: order.id, holdId: held.id, webhookId: webhook.id, marks }
}

const NO_ID = '00000000-0000-7000-8000-000000000000'

/** One request for each route that is about a sale or a caller's data, with the ids of a world. */
function requestsFor(world: World): Record<string, [method: string, path: string, body?: object]> {
  const { saleId, itemId, code, orderId, holdId, webhookId } = world
  const user_id = 'ann'
  const admin = `/v1/admin/sales/${saleId}`
  const hook = `/v1/webhooks/${webhookId}`
  return {
    checkout: ['POST', '/checkout', { user_id, id: [itemId] }],
    purchase: ['POST', '/purchase', { code }],
    listSales: ['GET', '/v1/sales?limit=200'],
    readActiveSales: ['GET', '/v1/sales/active'],
    readSale: ['GET', `/v1/sales/${saleId}`],
    listItems: ['GET', `/v1/sales/${saleId}/items`],
    watchSale: ['GET', `/v1/sales/${saleId}/live`],
    auditSale: ['GET', `/v1/sales/${saleId}/audit`],
    readItem: ['GET', `/v1/items/${itemId}`],
    readItemHistory: ['GET', `/v1/items/${itemId}/history`],
    drawItem: ['GET', `/v1/items/${itemId}/image.svg`],
    readQueue: ['GET', `/v1/sales/${saleId}/queue`],
    readJoinLog: ['GET', `/v1/sales/${saleId}/queue/log`],
    challengeToJoin: ['GET', `/v1/sales/${saleId}/queue/challenge?user_id=${user_id}`],
    joinQueue: ['POST', `/v1/sales/${saleId}/queue`, { user_id }],
    readPlace: ['GET', `/v1/sales/${saleId}/queue/${NO_ID}`],
    readQueueStats: ['GET', `${admin}/queue`],
    changeQueue: ['POST', `${admin}/queue`, { paused: true }],
    createReservation: ['POST', '/v1/reservations', { user_id, item_id: itemId }],
    listReservations: ['GET', `/v1/reservations?user_id=${user_id}`],
    readReservation: ['GET', `/v1/reservations/${holdId}`],
    confirmReservation: ['POST', `/v1/reservations/${holdId}/confirm`],
    cancelReservation: ['POST', `/v1/reservations/${holdId}/cancel`],
    readCart: ['GET', `/v1/cart?user_id=${user_id}`],
    addToCart: ['POST', '/v1/cart/items', { user_id, item_id: itemId }],
    setCartLine: ['PUT', `/v1/cart/items/${itemId}`, { user_id, quantity: 1 }],
    removeCartLine: ['DELETE', `/v1/cart/items/${itemId}?user_id=${user_id}`],
    clearCart: ['DELETE', `/v1/cart?user_id=${user_id}`],
    placeOrder: ['POST', '/v1/orders', { user_id, items: [{ id: itemId }] }],
    listOrders: ['GET', `/v1/orders?user_id=${user_id}`],
    readOrder: ['GET', `/v1/orders/${orderId}`],
    cancelOrder: ['POST', `/v1/orders/${orderId}/cancel`],
    readTestPayment: ['GET', `/v1/test-payments/${orderId}`],
    actOnTestPayment: ['POST', `/v1/test-payments/${orderId}`, { action: 'approve' }],
    listWebhooks: ['GET', '/v1/webhooks'],
    readWebhook: ['GET', hook],
    removeWebhook: ['DELETE', hook],
    enableWebhook: ['POST', `${hook}/enable`],
    testWebhook: ['POST', `${hook}/test`],
    listDeliveries: ['GET', `${hook}/deliveries`],
    replayDelivery: ['POST', `${hook}/deliveries/${NO_ID}/replay`],
    replaySince: ['POST', `${hook}/replay`, { since: '2026-01-01T00:00:00Z' }],
    addItems: ['POST', `${admin}/items`, { items: [{ stock: 1, price: 1 }] }],
    listOfferedItems: ['GET', `${admin}/items`],
    exportOrders: ['GET', `${admin}/orders.csv`],
    exportAttempts: ['GET', `${admin}/attempts.csv`],
    correctItem: ['POST', `/v1/admin/items/${itemId}/correct`, { price: 1 }],
    withdrawItem: ['POST', `/v1/admin/items/${itemId}/withdraw`],
    refundOrder: ['POST', `/v1/admin/orders/${orderId}/refund`, { reason: 'Damaged' }],
    duplicateSale: ['POST', `${admin}/duplicate`, { starts_at: '2036-01-31T18:00:00Z' }],
    pauseSale: ['POST', `${admin}/pause`],
    resumeSale: ['POST', `${admin}/resume`],
    closeSale: ['POST', `${admin}/close`],
  }
}

/** Routes that name no sale and return nothing of one. */
const UNRELATED = [
  'createWebhook',
  'openSale',
  'addPicture',
  'readPicture',
  'syncExpired',
  'createKey',
  'listKeys',
  'revokeKey',
  'listActions',
]

const send = (by: Partner | null, [method, path, body]: [string, string, object?]): Promise<Answer> =>
  by
    ? by.send(method, path, body)
    : stage.send(path, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })

/** `query`, `mutation` or `subscription`, for each procedure of a router. */
const typesOf = (router: { _def: { procedures: object } }): Record<string, string> =>
  Object.fromEntries(Object.entries(router._def.procedures).map(([name, { _def }]) => [name, _def.type]))

/** The answer is a 404, or a success that contains nothing of the other world. */
function assertHidden(name: string, { status, body }: Answer, { marks }: World): void {
  // A problem document repeats the path of the request.
  const text = JSON.stringify(body?.instance ? { ...body, instance: '' } : body)
  assert.ok(status === 404 || status === 200 || status === 204, `${name}: ${status} ${text}`)
  for (const mark of marks) assert.equal(text?.includes(mark) ?? false, false, `${name} shows ${mark}: ${text}`)
}

/** Lists answer 200; everything that names something of the other world answers 404. */
const LISTS = /^(list(Sales|Reservations|Orders|Webhooks)|readActiveSales|readCart|removeCartLine|clearCart)$/

describe('nothing of one world exists in the other', () => {
  let ofTests: World
  let ofLive: World
  before(async () => {
    ofTests = await worldOf(key, saleOf('open').id, itemOf('open'))
    ofLive = await worldOf(live, stage.saleId, stage.item(0))
  })

  test('every route is walked', () => {
    const declared = routes.filter(({ tag }) => tag !== 'Service' && tag !== 'Sandbox').map(({ id }) => id)
    assert.deepEqual(declared.sort(), [...Object.keys(requestsFor(ofTests)), ...UNRELATED].sort())
  })

  const callers: [who: string, by: () => Partner | null, foreign: () => World][] = [
    ['a test key sees no live sale', () => key, () => ofLive],
    ['a live key of the same partner, an operator’s, sees no test sale', () => live, () => ofTests],
    ['a caller without a key sees no test sale', () => null, () => ofTests],
    ['a test key of another partner sees no test sale', () => other, () => ofTests],
  ]
  for (const [who, by, foreign] of callers)
    test(who, async () => {
      for (const [name, request] of Object.entries(requestsFor(foreign()))) {
        const answer = await send(by(), request)
        if (by()?.key.startsWith('hg_test_') && request[1].startsWith('/v1/admin'))
          assert.deepEqual([answer.status, answer.body.code], [403, 'scope_missing'], name)
        else assertHidden(name, answer, foreign())
        if (!LISTS.test(name) && !request[1].startsWith('/v1/admin'))
          assert.equal(answer.status, 404, `${name}: ${answer.status} ${JSON.stringify(answer.body)}`)
      }
    })

  test('each key can use what it sees', async () => {
    assert.equal((await key.get(`/v1/orders/${ofTests.orderId}`)).status, 200)
    assert.equal((await live.get(`/v1/orders/${ofLive.orderId}`)).status, 200)
    assert.equal((await key.post('/purchase', { code: ofTests.code })).status, 200)
    assert.equal((await live.post('/purchase', { code: ofLive.code })).status, 200)
  })

  test('a picture of a test sale that its owner has seen is 404 for everybody else, and the reverse', async () => {
    for (const [by, path] of [
      [key, `/v1/items/${itemOf('open')}/image.svg`],
      [live, `/v1/items/${stage.item(1)}/image.svg`],
    ] as const) {
      const seen = await by.get(path)
      assert.equal(seen.status, 200)
      assert.match(seen.headers.get('cache-control') ?? '', by === key ? /^private/ : /^public/)
      for (const stranger of [by === key ? live : key, other])
        if (stranger !== by) assert.equal((await stranger.get(path)).status, 404)
    }
  })

  test('test sales take no place in a page of live sales', async () => {
    for (const path of ['/v1/sales?limit=1', '/v1/sales'])
      assert.deepEqual(
        (await live.get(path)).body.sales.map(({ id }: SandboxSale) => id),
        [stage.saleId],
      )
    assert.equal((await stage.get('/trpc/sales.current')).body.result.data.sale.id, stage.saleId)
  })

  test('a test key can follow the live feed of its own sales', async () => {
    const stop = new AbortController()
    const headers = { authorization: `Bearer ${key.key}` }
    const answer = await fetch(`${stage.origin}/v1/sales/${saleOf('open').id}/live`, { headers, signal: stop.signal })
    const first = await answer.body?.getReader().read()
    stop.abort()
    assert.match(new TextDecoder().decode(first?.value), /event: snapshot/)
  })

  test('answers to a test key are not cached', async () => {
    for (const path of ['/v1/sales', `/v1/sales/${saleOf('open').id}`])
      assert.equal((await key.get(path)).headers.get('cache-control'), 'no-store')
  })

  const idsIn = (world: World) => ({
    id: world.saleId,
    sale_id: world.saleId,
    item_id: world.itemId,
    items: [{ id: world.itemId }],
    code: world.code,
  })
  /** Calls a tRPC procedure, with the ids of a world where its input has them. */
  async function call(prefix: string, name: string, type: string, input: object, headers: Record<string, string>) {
    const path = `${prefix}/${name}${type === 'mutation' ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`
    const mutation = { method: 'POST', body: JSON.stringify(input) }
    return stage.send(path, {
      ...(type === 'mutation' && mutation),
      headers: { ...headers, 'content-type': 'application/json' },
    })
  }
  const inputs = (world: World): Record<string, object> => {
    const { id, item_id, items, code } = idsIn(world)
    const sale = { id }
    return {
      'sales.active': {},
      'sales.current': sale,
      'sales.list': {},
      'sales.get': sale,
      'sales.items': sale,
      'sales.audit': sale,
      'sales.pace': sale,
      'items.get': { id: item_id },
      'items.history': { id: item_id },
      'queue.get': sale,
      'queue.log': sale,
      'queue.challenge': sale,
      'queue.join': sale,
      'queue.place': sale,
      'reservations.create': { item_id },
      'reservations.get': { id: world.holdId },
      'reservations.list': {},
      'reservations.confirm': { id: world.holdId },
      'reservations.cancel': { id: world.holdId },
      'orders.place': { items },
      'orders.get': { id: world.orderId },
      'orders.list': {},
      'orders.cancel': { id: world.orderId },
      'testPayments.get': { id: world.orderId },
      'testPayments.act': { id: world.orderId, action: 'approve' },
      'orders.watch': { id: world.orderId },
      'account.methods': {},
      'account.get': {},
      'cart.get': {},
      'cart.add': { item_id },
      'cart.set': { item_id, quantity: 1 },
      'cart.remove': { item_id },
      'cart.clear': {},
      checkout: { id: [item_id] },
      purchase: { code },
    }
  }
  const OWN_LISTS =
    /^(account\.\w+|sales\.(active|list)|(reservations|orders)\.list|orders\.watch|cart\.(get|clear|remove))$/

  test('the storefront’s procedures show a shopper no test sale, and do not exist for a test key', async () => {
    // These three need an account, and show what `account.get` shows.
    const covered = [...Object.keys(inputs(ofTests)), 'account.export', 'account.showName', 'account.delete']
    assert.deepEqual(covered.sort(), Object.keys(appRouter._def.procedures).sort())
    for (const [name, input] of Object.entries(inputs(ofTests))) {
      const type = typesOf(appRouter)[name] ?? ''
      const shown = await call('/trpc', name, type, input, {})
      assertHidden(name, shown, ofTests)
      if (!OWN_LISTS.test(name)) assert.equal(shown.status, 404, `${name} ${JSON.stringify(shown.body)}`)
      const refused = await call('/trpc', name, type, inputs(ofLive)[name] ?? {}, {
        authorization: `Bearer ${key.key}`,
      })
      assert.deepEqual([refused.status, refused.body.code], [404, 'route_not_found'], name)
    }
  })

  test('the console shows an operator no test sale', async () => {
    const operator = await signedIn(stage, 'staff')
    const cookie = operator.cookie
    const { id } = idsIn(ofTests)
    const about: Record<string, object> = {
      'sales.list': {},
      'sales.get': { id },
      'sales.audit': { id },
      'sales.addItems': { id, items: [{ stock: 1, price: 1 }] },
      'sales.pause': { id },
      'sales.resume': { id },
      'sales.close': { id },
      'sales.queue': { id },
      'sales.changeQueue': { id },
      'gate.compare': { id },
      'gate.rebuild': { id },
      'orders.search': {},
      'attempts.search': {},
      'webhooks.list': {},
    }
    const searches = [
      ['orders.search', { sale_id: id }],
      ['orders.search', { order_id: ofTests.orderId }],
      ['orders.search', { user_id: 'test:acme/only-here-1' }],
      ['orders.search', { item_id: ofTests.itemId }],
      ['attempts.search', { sale_id: id }],
      ['attempts.search', { item_id: ofTests.itemId }],
    ] as const
    for (const [name, input] of [...Object.entries(about), ...searches]) {
      const type = typesOf(adminRouter)[name] ?? ''
      const shown = await call('/trpc/admin', name, type, input, { cookie, origin: 'http://localhost:3000' })
      // Operators manage the webhooks of all partners.
      if (name === 'webhooks.list') assert.equal(shown.status, 200)
      else assertHidden(name, shown, ofTests)
      if (/^(sales\.(?!list)|gate)/.test(name)) assert.equal(shown.status, 404, name)
    }
    // Newer test orders take no place on the page.
    await key.post('/v1/orders', { user_id: 'newest', items: [{ id: itemOf('open') }] })
    const { body } = await call('/trpc/admin', 'orders.search', 'query', { limit: 1 }, { cookie })
    assert.deepEqual([body.result.data.orders.length, body.result.data.orders[0].sale_id], [1, stage.saleId])
  })

  test('the routes of earlier systems follow the same rule', async (t) => {
    const earlier = await createServerStage({ env: { COMPATIBILITY_ROUTES: 'on' }, beside: stage })
    t.after(() => earlier.stop())
    // The document does not describe these routes, so the stage must not see the answers.
    const get = async (by: Partner, url: string) => {
      const headers = { authorization: `Bearer ${by.key}` }
      const answer = await earlier.app.server.inject({ url, headers })
      return { status: answer.statusCode, body: answer.json() } as Answer
    }
    const paths = ({ saleId, itemId, orderId, holdId }: World) => [
      `/sales/${saleId}`,
      `/sales/${saleId}/items`,
      `/products/${itemId}`,
      `/reservations/${holdId}`,
      `/orders/${orderId}/status`,
    ]
    for (const [by, world] of [
      [key, ofLive],
      [live, ofTests],
      [other, ofTests],
    ] as const) {
      for (const path of paths(world)) assert.equal((await get(by, path)).status, 404, path)
      assertHidden('/products', await get(by, '/products?limit=200'), world)
    }
    for (const path of paths(ofTests)) assert.equal((await get(key, path)).status, 200, path)
  })
})

describe('events', () => {
  test('of a sandbox go to webhooks of its test keys only, and those of live sales never go there', async () => {
    const ids = new Map<string, string>()
    for (const [name, by] of [
      ['live', live],
      ['test', key],
      ['other', other],
    ] as const)
      ids.set(name, (await by.post('/v1/webhooks', { url: 'https://hooks.example/in' })).body.id)
    ids.set('operator', (await stage.postJson('/v1/webhooks', { url: 'https://hooks.example/in' })).body.id)
    await reset(other)
    const since = new Date(0).toISOString()
    const principals = { live: 'acme', test: 'test:acme', other: 'test:other', operator: 'operator' }
    const { webhookDeliveries, outboxEvents } = schema
    for (const [name, principal] of Object.entries(principals)) {
      const id = ids.get(name) ?? ''
      const replayed = await replaySince(stage.ctx, principal, { id, since })
      assert.ok(replayed.ok && replayed.value.replayed > 0, name)
      const events = await stage.ctx.db
        .select({ saleId: outboxEvents.saleId })
        .from(webhookDeliveries)
        .innerJoin(outboxEvents, eq(outboxEvents.id, webhookDeliveries.eventId))
        .where(eq(webhookDeliveries.webhookId, id))
      const expected = principal.startsWith('test:') ? principal : null
      for (const { saleId } of events.filter((event) => event.saleId > 0))
        assert.equal((await stage.ctx.sales.get(saleId))?.sandbox, expected, `${name} gets an event of sale ${saleId}`)
    }
  })
})

describe('a reset', () => {
  test('makes a sale for each case, each of which answers as its purpose says', async () => {
    sandbox = await reset(key)
    const outcome = async (of: string, user_id: string, at = 0): Promise<string> => {
      const intent = await key.post('/checkout', { user_id, id: [itemOf(of) + at] })
      if (intent.status !== 200) return intent.body.code
      const bought = await key.post('/purchase', { code: intent.body.code })
      return bought.status === 200 ? 'ok' : bought.body.code
    }
    assert.equal(await outcome('open', 'ann'), 'ok')
    assert.equal(await outcome('limited', 'ann'), 'ok')
    assert.equal(await outcome('limited', 'ann', 1), 'limit_reached')
    assert.equal(await outcome('paused', 'ann'), 'sale_paused')
    assert.equal(await outcome('scheduled', 'ann'), 'sale_not_open')
    assert.equal(await outcome('sold_out', 'ann'), 'sold_out')
    assert.equal(await outcome('held', 'ann'), 'item_held')
    assert.equal(await outcome('held', 'ann', 1), 'ok')
    assert.equal(await outcome('ended', 'ann'), 'sale_closed')
    for (const name of ['queue', 'queue_scheduled', 'queue_ended'])
      assert.equal(await outcome(name, 'ann'), 'pass_required')
    const statuses = Object.fromEntries(Object.entries(sandbox).map(([of, { status }]) => [of, status]))
    assert.deepEqual(statuses, {
      open: 'open',
      declined: 'open',
      scheduled: 'scheduled',
      paused: 'paused',
      limited: 'open',
      held: 'open',
      sold_out: 'sold_out',
      ended: 'closed',
      queue: 'open',
      queue_scheduled: 'scheduled',
      queue_ended: 'closed',
    })
    const [first] = (await key.get('/v1/sales/active')).body.sales
    assert.equal(first.id, saleOf('open').id, 'an example that takes the first sale gets the plain one')
  })

  test('a buyer joins a waiting room, waits, is admitted, and has a pass that expires', async () => {
    sandbox = await reset(key)
    const joins = async (of: string, userId: string) => {
      const { id } = saleOf(of)
      const { body } = await key.get(`/v1/sales/${id}/queue/challenge?user_id=${userId}`)
      const solution = await solveChallenge({ challenge: body.challenge, deriveKey })
      return key.post(`/v1/sales/${id}/queue`, { user_id: userId, proof: { challenge: body.challenge, solution } })
    }
    const { body: early } = await joins('queue_scheduled', 'ann')
    assert.deepEqual([early.state, early.position], ['joined', null])
    const late = await key.post(`/v1/sales/${saleOf('queue_ended').id}/queue`, { user_id: 'ann' })
    assert.deepEqual([late.status, late.body.code], [409, 'queue_closed'])

    await stage.ctx.ledger.advanceQueues(1)
    const { body: waiting } = await joins('queue', 'ann')
    assert.deepEqual([waiting.state, waiting.position, waiting.ahead], ['waiting', 1, 0])
    const { id } = saleOf('queue')
    const { queues } = schema
    const moment = sql`clock_timestamp() - interval '5 seconds'`
    await stage.ctx.db.update(queues).set({ advancedAt: moment }).where(eq(queues.saleId, id))
    await stage.ctx.ledger.advanceQueues(1)
    await stage.ctx.queues.refresh(id)
    const { body: place } = await key.get(`/v1/sales/${id}/queue/${waiting.ticket}`)
    assert.equal(place.state, 'admitted')
    assert.ok(Date.parse(place.expires_at) - Date.parse(place.server_time) <= 30_000)
    const checkout = async (userId: string, pass: string) =>
      (await key.post('/checkout', { user_id: userId, id: [itemOf('queue')] }, { 'hourglass-pass': pass })).body
    assert.ok((await checkout('ann', place.pass)).code)
    assert.equal((await checkout('bob', place.pass)).code, 'pass_invalid')
    assert.equal((await checkout('ann', 'forged')).code, 'pass_invalid')
    const { now } = stage.ctx.queues
    stage.ctx.queues.now = () => Date.parse(place.expires_at)
    assert.equal((await checkout('ann', place.pass)).code, 'pass_expired')
    stage.ctx.queues.now = now
  })

  test('orders are decided without the operator’s step: declined in one sale, confirmed in the others', async () => {
    const place = (of: string) => key.post('/v1/orders', { user_id: 'bob', items: [{ id: itemOf(of) }] })
    const [declined, confirmed] = [await place('declined'), await place('open')]
    assert.deepEqual([declined.status, confirmed.status], [202, 202])
    await (await decideOrders(stage.ctx)).done
    const { body: failed } = await key.get(declined.body.status_url)
    assert.deepEqual([failed.status, failed.reason], ['failed', 'declined'])
    assert.equal((await key.get(confirmed.body.status_url)).body.status, 'confirmed')
    assert.deepEqual(
      asked.filter((userId) => userId.startsWith('test:')),
      [],
    )
  })

  test('closes the former test sales of the partner, and of no other', async () => {
    const theirs = await reset(other)
    const before = sandbox
    sandbox = await reset(key)
    for (const { id } of Object.values(before))
      assert.match((await key.get(`/v1/sales/${id}`)).body.status, /closed|sold_out/)
    assert.equal((await other.get(`/v1/sales/${theirs.open?.id}`)).body.status, 'open')
    const intent = await key.post('/checkout', { user_id: 'ann', id: [before.open?.first_item_id] })
    assert.equal(intent.body.code, 'sale_closed')
  })

  test('with an Idempotency-Key happens once', async () => {
    const send = () => key.post('/v1/sandbox/reset', undefined, { 'idempotency-key': 'reset-1' })
    const [one, again] = [await send(), await send()]
    assert.deepEqual(again.body, one.body)
    assert.equal(again.headers.get('idempotent-replayed'), 'true')
    sandbox = await reset(key)
  })

  test('needs a test key', async () => {
    for (const answer of [await live.post('/v1/sandbox/reset'), await stage.post('/v1/sandbox/reset')])
      assert.deepEqual([answer.status, answer.body.code], [403, 'test_key_required'])
  })
})

describe('guarantees hold in the sandbox', () => {
  test('of fifty buyers at once one gets the only unit, nobody exceeds the limit, and the audit is exact', async () => {
    sandbox = await reset(key)
    const buy = async (user_id: string, id: number): Promise<boolean> => {
      const intent = await key.post('/checkout', { user_id, id: [id] })
      return intent.status === 200 && (await key.post('/purchase', { code: intent.body.code })).status === 200
    }
    const rush = await Promise.all(Array.from({ length: 50 }, (_, n) => buy(`rush-${n}`, itemOf('held') + 1)))
    assert.equal(rush.filter(Boolean).length, 1)
    const same = await Promise.all(Array.from({ length: 20 }, (_, n) => buy('greedy', itemOf('limited') + (n % 10))))
    assert.equal(same.filter(Boolean).length, 1)
    for (const name of ['held', 'limited', 'open']) {
      const { body } = await key.get(`/v1/sales/${saleOf(name).id}/audit`)
      assert.deepEqual([body.promises.exact, body.promises.fair, body.promises.conserved], [true, true, true], name)
    }
  })
})

describe('limits', () => {
  test('test keys have their own, and use up none of a live key or an address', async () => {
    const { headers } = await key.get('/v1/sales')
    const { requests, windowMs } = TEST_KEY_REQUESTS
    assert.equal(headers.get('ratelimit-policy'), `"test";q=${requests};w=${windowMs / 1_000}`)
    for (const path of [`/v1/items/${itemOf('open')}/image.svg`, `/v1/sales/${saleOf('open').id}`])
      assert.match((await key.get(path)).headers.get('ratelimit-policy') ?? '', /^"test"/)
    for (let n = 0; n < 12; n++) {
      const placed = await key.post('/v1/orders', { user_id: 'quick', items: [{ id: itemOf('open') + n }] })
      assert.equal(placed.status, 202)
    }
    assert.match((await live.get('/v1/sales')).headers.get('ratelimit') ?? '', /^"key";r=4\d\d\d/)
  })

  test('resets are limited per partner', async () => {
    const hasty = await testKey('hasty')
    const answers: number[] = []
    // One more is allowed every 30 s, which a slow machine reaches.
    while (answers.length < 40 && !answers.includes(429)) answers.push((await hasty.post('/v1/sandbox/reset')).status)
    assert.deepEqual(new Set(answers.slice(0, 20)), new Set([200]))
    assert.equal(answers.at(-1), 429)
  })
})

describe('test keys', () => {
  test('cannot operate, and a partner may have two of them beside two live ones', async () => {
    const refused = await stage.postJson('/v1/admin/keys', { partner: 'many', scopes: ['admin'], test: true })
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [400, '#/scopes'])
    for (const test of [true, true, false, false]) {
      const { status } = await stage.postJson('/v1/admin/keys', { partner: 'many', scopes: ['buy'], test })
      assert.equal(status, 201)
    }
    const full = await stage.postJson('/v1/admin/keys', { partner: 'many', scopes: ['buy'], test: true })
    assert.equal(full.body.code, 'keys_full')
    const { body } = await stage.get('/v1/admin/keys?partner=many')
    assert.deepEqual(
      body.keys.map(({ partner, test }: { partner: string; test: boolean }) => [partner, test]),
      [
        ['many', false],
        ['many', false],
        ['many', true],
        ['many', true],
      ],
    )
  })

  test('a buyer of a test key and one of a live key with the same name are two buyers with two carts', async () => {
    await key.post('/v1/cart/items', { user_id: 'twin', item_id: itemOf('open') })
    await live.post('/v1/cart/items', { user_id: 'twin', item_id: stage.item(9) })
    const [ofTest, ofLive] = [await key.get('/v1/cart?user_id=twin'), await live.get('/v1/cart?user_id=twin')]
    assert.deepEqual([ofTest.body.lines.length, ofLive.body.lines.length], [1, 1])
    assert.deepEqual([ofTest.body.user_id, ofLive.body.user_id], ['twin', 'twin'])
  })

  test('a name of 255 characters fits', async () => {
    const long = 'a'.repeat(255)
    const partner = await testKey('a'.repeat(31))
    const made = await reset(partner)
    const held = await partner.post('/v1/reservations', { user_id: long, item_id: made.open?.first_item_id })
    assert.deepEqual([held.status, held.body.user_id], [201, long])
  })
})

test('a context of a partner has live sales, one of its test keys its own test sales', () => {
  const [ofLive, ofTests] = ['acme', 'test:acme'].map((principal) => contextOfPartner(stage.ctx, principal))
  const now = new Date()
  assert.deepEqual(
    ofLive?.sales.open(now).map(({ sandbox }) => sandbox),
    [null],
  )
  assert.deepEqual([...new Set(ofTests?.sales.open(now).map(({ sandbox }) => sandbox))], ['test:acme'])
})
