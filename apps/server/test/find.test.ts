/** The console's search box: any id leads to what has it, and anything else finds nothing. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { orderNumberOf } from '@hourglass/core/domain'
import sharp from 'sharp'
import { signedIn } from './operator.ts'
import { createServerStage, type ServerStage } from './stage.ts'

type Merchant = Awaited<ReturnType<typeof signedIn>>

let stage: ServerStage
let operator: Merchant
let ann: Merchant
let bob: Merchant
/** One id of each kind, all of a sale of ann's or, the last two, of the shop. */
let ids: Record<
  | 'sale'
  | 'item'
  | 'order'
  | 'number'
  | 'code'
  | 'checkout'
  | 'hold'
  | 'ticket'
  | 'picture'
  | 'buyer'
  | 'webhook'
  | 'key',
  string
>

before(async () => {
  stage = await createServerStage({ queue: { ratePerMinute: 600, passMs: 600_000, proof: false } })
  operator = await signedIn(stage, 'operator')
  ann = await signedIn(stage, 'ann', 'merchant')
  bob = await signedIn(stage, 'bob', 'merchant')
  const image = await sharp({ create: { width: 80, height: 80, channels: 3, background: '#2f5d8a' } })
    .png()
    .toBuffer()
  const picture = await ann.client.pictures.add.mutate({ type: 'image/png', data: image.toString('base64') })
  const items = [{ name: 'Found lamp', stock: 5, price: 500, picture: picture.id }]
  const sale = await ann.client.sales.open.mutate({ name: 'Found', guests: 'allowed', items })
  const queued = await ann.client.sales.open.mutate({ name: 'Queued', guests: 'allowed', door: 'queue', items })
  const [id, user_id] = [sale.first_item_id, 'a buyer, "quoted"']
  const { body: checkout } = await stage.postJson('/checkout', { user_id, id })
  const { body: bought } = await stage.post(`/purchase?code=${checkout.code}`)
  const { body: open } = await stage.postJson('/checkout', { user_id, id })
  const { body: hold } = await stage.postJson('/v1/reservations', { user_id, item_id: id })
  const { body: place } = await stage.postJson(`/v1/sales/${queued.id}/queue`, { user_id })
  const webhook = await operator.client.webhooks.create.mutate({ url: 'https://example.com/hook' })
  const key = await operator.client.keys.create.mutate({ partner: 'acme', scopes: ['read'] })
  ids = {
    sale: String(sale.id),
    item: String(id),
    order: bought.order.id,
    number: orderNumberOf(bought.order.id),
    code: open.code,
    checkout: bought.order.id,
    hold: hold.id,
    ticket: place.ticket,
    picture: picture.id,
    buyer: user_id,
    webhook: webhook.id,
    key: key.id,
  }
})
after(() => stage.stop())

const kindsOf = async ({ client }: Merchant, id: string): Promise<string[]> =>
  (await client.find.query({ id })).found.map(({ kind }) => kind)

test('every kind of id leads to what has it, in any case and with spaces around it', async () => {
  for (const [name, id] of Object.entries(ids)) {
    const kind = name === 'number' ? 'order' : name === 'code' ? 'checkout' : name
    const typed = ['code', 'buyer'].includes(name) ? id : id.toUpperCase()
    for (const text of [id, `  ${typed}\t`])
      assert.ok((await kindsOf(operator, text)).includes(kind), `${name}: ${text}`)
  }
})

test('what is found says what it belongs to', async () => {
  const [order] = (await operator.client.find.query({ id: ids.number })).found
  const { name, status, sale_id, user_id, item_ids } = order ?? {}
  assert.deepEqual(
    { name, status, sale_id, user_id, item_ids },
    {
      name: ids.number,
      status: 'confirmed',
      sale_id: Number(ids.sale),
      user_id: ids.buyer,
      item_ids: [Number(ids.item)],
    },
  )
  const [checkout] = (await operator.client.find.query({ id: ids.code })).found
  assert.deepEqual([checkout?.kind, checkout?.status, checkout?.sale_id], ['checkout', 'ok', Number(ids.sale)])
})

test('a merchant finds what belongs to its own sales, and nothing of another merchant, of partners or of the shop', async () => {
  for (const [name, id] of Object.entries(ids)) {
    const isOfShop = name === 'webhook' || name === 'key'
    assert.equal((await kindsOf(ann, id)).length > 0, !isOfShop, name)
    assert.deepEqual(await kindsOf(bob, id), [], name)
  }
  assert.deepEqual(await kindsOf(ann, String(stage.saleId)), [])
  assert.deepEqual(await kindsOf(ann, String(stage.item(0))), [])
})

test('anything else finds nothing and is no error', async () => {
  const nonsense = [
    '',
    '   ',
    'nonsense',
    "' OR 1=1 --",
    '%E0%A4%A',
    '%',
    '\u0000',
    '\ud800',
    'a\nb',
    '🦊'.repeat(50),
    '0',
    '-1',
    '1e3',
    '2147483648',
    '999999999999999',
    '9'.repeat(30),
    'x'.repeat(1_500),
    'HG-0000-0000-0000',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'f'.repeat(64),
    Buffer.alloc(32, 255).toString('base64url'),
  ]
  for (const merchant of [operator, ann])
    for (const text of nonsense) assert.deepEqual(await kindsOf(merchant, text), [], JSON.stringify(text))
  const path = `/trpc/admin/find?input=${encodeURIComponent(JSON.stringify({ id: 7 }))}`
  const { status, body } = await stage.send(path, { headers: { cookie: operator.cookie } })
  assert.equal(status, 400)
  assert.match(JSON.stringify(body), /id must be a string/)
})
