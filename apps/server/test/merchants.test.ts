/** Merchants: an account with this role reads and changes its own sales. For it, those of others do not exist, whatever it calls. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { adminRouter } from '../src/console/router.ts'
import { signedIn } from './operator.ts'
import { createServerStage, type ServerStage } from './stage.ts'

type Merchant = Awaited<ReturnType<typeof signedIn>>
/** A merchant with a sale in which somebody bought, and with what must not be seen by another. */
interface Shop {
  merchant: Merchant
  saleId: number
  itemId: number
  orderId: string
  marks: string[]
}

let stage: ServerStage
let ann: Shop
let bob: Shop
let operator: Merchant
before(async () => {
  stage = await createServerStage({})
  operator = await signedIn(stage, 'operator', 'operator')
  ann = await shopOf('ann')
  bob = await shopOf('bob')
})
after(() => stage.stop())

async function shopOf(name: string): Promise<Shop> {
  const merchant = await signedIn(stage, name, 'merchant')
  const title = `Only of ${name}`
  const sale = await merchant.client.sales.open.mutate({
    name: title,
    items: [
      { name: `${title}, a coat`, stock: 5, price: 1_000 },
      { name: `${title}, a hat`, stock: 5, price: 500 },
    ],
  })
  const user_id = `buyer-of-${name}`
  const { body: checkout } = await stage.postJson('/checkout', { user_id, id: sale.first_item_id })
  const { body: bought } = await stage.post(`/purchase?code=${checkout.code}`)
  const marks = [title, user_id, bought.order.id]
  return { merchant, saleId: sale.id, itemId: sale.first_item_id, orderId: bought.order.id, marks }
}

const WHEN = '2036-01-31T18:00:00Z'

/** One call of each procedure that a merchant may use, with the ids of a shop. */
const callsOn = ({ saleId, itemId, orderId }: Shop, { client }: Merchant): Record<string, () => Promise<unknown>> => ({
  'session.get': () => client.session.get.query(),
  'sales.list': () => client.sales.list.query({ limit: 200 }),
  'sales.get': () => client.sales.get.query({ id: saleId }),
  'sales.audit': () => client.sales.audit.query({ id: saleId }),
  'sales.items': () => client.sales.items.query({ id: saleId }),
  'sales.addItems': () => client.sales.addItems.mutate({ id: saleId, items: [{ stock: 1, price: 1 }] }),
  'sales.correctItem': () => client.sales.correctItem.mutate({ id: itemId, price: 999 }),
  'sales.withdrawItem': () => client.sales.withdrawItem.mutate({ id: itemId + 1 }),
  'orders.refund': () => client.orders.refund.mutate({ id: orderId, reason: 'Damaged' }),
  'sales.duplicate': () => client.sales.duplicate.mutate({ id: saleId, starts_at: WHEN }),
  'sales.pause': () => client.sales.pause.mutate({ id: saleId }),
  'sales.resume': () => client.sales.resume.mutate({ id: saleId }),
  'sales.close': () => client.sales.close.mutate({ id: saleId }),
  'sales.activity': () => client.sales.activity.query(),
  'sales.money': () => client.sales.money.query({ id: saleId }),
  'sales.funnel': () => client.sales.funnel.query({ id: saleId }),
  'sales.queue': () => client.sales.queue.query({ id: saleId }),
  'sales.changeQueue': () => client.sales.changeQueue.mutate({ id: saleId, rate_per_minute: 60 }),
  'exports.orders': () => client.exports.orders.query({ id: saleId }),
  'exports.attempts': () => client.exports.attempts.query({ id: saleId }),
  'find by sale': () => client.find.query({ id: String(saleId) }),
  'find by item': () => client.find.query({ id: String(itemId) }),
  'find by order': () => client.find.query({ id: orderId }),
  'find by buyer': () => client.find.query({ id: 'buyer-of-bob' }),
  'orders.search': () => client.orders.search.query({ limit: 200 }),
  'orders.search by sale': () => client.orders.search.query({ sale_id: saleId }),
  'orders.search by item': () => client.orders.search.query({ item_id: itemId }),
  'orders.search by id': () => client.orders.search.query({ order_id: orderId }),
  'orders.search by buyer': () => client.orders.search.query({ user_id: 'buyer-of-bob' }),
  'attempts.search': () => client.attempts.search.query({}),
  'attempts.search by sale': () => client.attempts.search.query({ sale_id: saleId }),
  'attempts.search by item': () => client.attempts.search.query({ item_id: itemId }),
  'attempts.search of no sale': () => client.attempts.search.query({ sale_id: 0 }),
})

/** Procedures that name no sale and return nothing of one. */
const UNRELATED = ['sales.open', 'pictures.add']

const outcomeOf = (call: () => Promise<unknown>): Promise<string> =>
  call().then(
    (value) => JSON.stringify(value),
    (error) => String(error.data?.problem?.code ?? error),
  )

describe('a merchant', () => {
  test('every procedure that it may use is walked', async () => {
    const stranger = await signedIn(stage, 'stranger', 'merchant')
    const walked = new Set(Object.keys(callsOn(ann, ann.merchant)).map((name) => name.split(' ')[0]))
    for (const name of Object.keys(adminRouter._def.procedures)) {
      const { type } = (adminRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>)[name]
        ?._def ?? { type: '' }
      const path = `/trpc/admin/${name}`
      const headers = { cookie: stranger.cookie, 'content-type': 'application/json' }
      const options = type === 'mutation' ? { method: 'POST', headers, body: '{}' } : { headers }
      const answer = await stage.send(path, options)
      const refused = JSON.stringify(answer.body).includes('role_missing')
      assert.equal(refused, !walked.has(name) && !UNRELATED.includes(name), name)
    }
  })

  test('finds nothing of another merchant or of the shop, and changes nothing', async () => {
    const before = await Promise.all([bob.saleId, stage.saleId].map((id) => stage.get(`/v1/sales/${id}`)))
    const house: Shop = { ...bob, saleId: stage.saleId, itemId: stage.item(0) }
    for (const other of [bob, house])
      for (const [name, call] of Object.entries(callsOn(other, ann.merchant))) {
        const found = await outcomeOf(call)
        for (const mark of [...bob.marks, `"id":${other.saleId}`])
          assert.equal(found.includes(mark), false, `${name}: ${found}`)
        if (/^(sales\.(?!list|activity)|exports)/.test(name)) assert.match(found, /^(sale|item)_not_found$/, name)
      }
    const after = await Promise.all([bob.saleId, stage.saleId].map((id) => stage.get(`/v1/sales/${id}`)))
    assert.deepEqual(
      after.map(({ body }) => body),
      before.map(({ body }) => body),
    )
  })

  test('sees its own sale, orders and attempts', async () => {
    const found = Object.fromEntries(
      await Promise.all(
        Object.entries(callsOn(ann, ann.merchant))
          .filter(([name]) => /list|get|items$|search/.test(name))
          .map(async ([name, call]) => [name, await outcomeOf(call)] as const),
      ),
    )
    for (const name of ['sales.list', 'sales.get']) assert.match(found[name] ?? '', /Only of ann/, name)
    for (const name of ['orders.search', 'orders.search by sale', 'orders.search by item', 'orders.search by id'])
      assert.match(found[name] ?? '', new RegExp(ann.orderId), name)
    assert.match(found['attempts.search'] ?? '', /buyer-of-ann/)
    assert.match(found['sales.items'] ?? '', /"sold":1/)
    for (const what of ['orders', 'attempts'] as const)
      assert.match((await ann.merchant.client.exports[what].query({ id: ann.saleId })).csv, /buyer-of-ann/)
  })

  test('owns what it opens and duplicates; operators and shoppers see all of it', async () => {
    const copy = await ann.merchant.client.sales.duplicate.mutate({ id: ann.saleId, starts_at: WHEN })
    const ids = async (merchant: Merchant) =>
      (await merchant.client.sales.list.query({ limit: 200 })).sales.map(({ id }) => id).toSorted()
    assert.deepEqual(await ids(ann.merchant), [ann.saleId, copy.id].toSorted())
    assert.deepEqual(await ids(bob.merchant), [bob.saleId])
    for (const id of [ann.saleId, bob.saleId, copy.id, stage.saleId])
      assert.equal((await ids(operator)).includes(id), true)
    assert.equal((await stage.get(`/v1/sales/${bob.saleId}`)).status, 200)
    await operator.client.sales.correctItem.mutate({ id: ann.itemId, stock: 8 })
    assert.equal((await stage.get(`/v1/items/${ann.itemId}`)).body.stock, 8)
  })

  test('corrects, withdraws, pauses and closes its own sale, each in the audit log under its account', async () => {
    const { client, accountId } = bob.merchant
    await client.sales.correctItem.mutate({ id: bob.itemId, price: 900, description: 'Corrected' })
    await client.sales.withdrawItem.mutate({ id: bob.itemId + 1 })
    await client.sales.pause.mutate({ id: bob.saleId })
    assert.equal((await client.sales.close.mutate({ id: bob.saleId })).status, 'closed')
    assert.equal((await stage.get(`/v1/items/${bob.itemId}`)).body.price.amount, 900)
    const { actions } = await operator.client.actions.list.query({})
    const own = actions.filter(({ actor }) => actor === accountId).map(({ action }) => action)
    for (const action of ['sale.open', 'item.correct', 'item.withdraw', 'sale.pause', 'sale.close'])
      assert.equal(own.includes(action), true, action)
  })
})
