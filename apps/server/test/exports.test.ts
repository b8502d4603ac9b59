/** Exports of a sale as CSV. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { schema } from '@hourglass/db'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

test('orders and attempts are files with a header row, and no cell of them is a formula', async () => {
  const items = [{ name: '=HYPERLINK("http://evil.example")', stock: 9, price: 100 }]
  const { body: sale } = await stage.postJson('/v1/admin/sales', { name: 'Exported', items })
  const user_id = '+cmd, "quoted"'
  const { body: checkout } = await stage.postJson('/checkout', { user_id, id: sale.first_item_id })
  const { body: bought } = await stage.post(`/purchase?code=${checkout.code}`)
  const orders = await stage.get(`/v1/admin/sales/${sale.id}/orders.csv`)
  assert.deepEqual([orders.status, orders.type], [200, 'text/csv; charset=utf-8'])
  assert.match(orders.headers.get('content-disposition') ?? '', /^attachment; filename="orders-of-sale-\d+\.csv"$/)
  const [head, row, ...rest] = orders.body.split('\r\n')
  assert.equal(
    head,
    'order_id,number,status,created_at,user_id,item_id,item,quantity,price,line_total,currency,returned',
  )
  assert.equal(
    row,
    `${bought.order.id},${bought.order.number},confirmed,${bought.order.created_at},"'+cmd, ""quoted""",${sale.first_item_id},"'=HYPERLINK(""http://evil.example"")",1,100,100,EUR,0`,
  )
  assert.deepEqual(rest, [''])
  const attempts = await stage.get(`/v1/admin/sales/${sale.id}/attempts.csv`)
  assert.match(
    attempts.body,
    /^attempt_id,checkout_id,at,user_id,outcome,item_id,item,quantity,price_shown\r\n[^\n]*,ok,[^\n]*,1,100\r\n$/,
  )
})

test('an export of several parts has every attempt once, in order', async () => {
  const { body: sale } = await stage.postJson('/v1/admin/sales', { name: 'Many', items: [{ stock: 9, price: 100 }] })
  const ids = Array.from({ length: 2_500 }, () => stage.ctx.newId())
  const values = ids.map((id) => {
    return { saleId: sale.id, checkoutId: id, id, userId: 'ann', itemIds: [sale.first_item_id], outcome: 'sold_out' }
  })
  await stage.ctx.db.insert(schema.attempts).values(values)
  const { body } = await stage.get(`/v1/admin/sales/${sale.id}/attempts.csv`)
  const found = body
    .split('\r\n')
    .slice(1, -1)
    .map((line: string) => line.split(',')[0])
  assert.deepEqual(found, ids.toSorted())
})

test('an export of an unknown sale is 404', async () => {
  assert.equal((await stage.get('/v1/admin/sales/4711/orders.csv')).body.code, 'sale_not_found')
})
