/** Signing secrets: servers reload them, two are valid at a time, and each purpose has its own key. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { rotateSigning } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { newPartner } from './partner.ts'
import { shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let beside: ServerStage
before(async () => {
  stage = await createServerStage({ saleItems: 40, buyerLimit: 40 })
  beside = await createServerStage({ saleItems: 40, buyerLimit: 40, beside: stage })
})
after(async () => {
  await beside.stop()
  await stage.stop()
})

const HOUR_MS = 3_600_000
let next = 0
const codeAt = async (server: ServerStage) => {
  const { status, body } = await server.post(`/checkout?user_id=ann&id=${stage.item(next++)}`)
  assert.equal(status, 200)
  return body.code as string
}
const buyAt = async (server: ServerStage, code: string) =>
  (await server.post(`/purchase?code=${code}`)).body.code ?? 'sold'
const readAll = () => Promise.all([stage, beside].map(({ ctx }) => ctx.signing.refresh()))

test('during a rotation each server accepts what the other has signed', async () => {
  const before = await codeAt(stage)
  await rotateSigning(stage.ctx, HOUR_MS)
  await readAll()
  // The new secret is not active yet, and a second rotation creates none.
  const waiting = await stage.ctx.db.$count(schema.signingSecrets)
  await rotateSigning(stage.ctx, HOUR_MS)
  assert.equal(await stage.ctx.db.$count(schema.signingSecrets), waiting)
  await stage.ctx.db.execute('UPDATE signing_secrets SET active_from = now()')
  // One server already signs with it, the other has not reloaded.
  await stage.ctx.signing.refresh()
  assert.notDeepEqual(stage.ctx.signing.checkout.current, beside.ctx.signing.checkout.current)
  assert.equal(await buyAt(beside, await codeAt(stage)), 'sold')
  assert.equal(await buyAt(stage, await codeAt(beside)), 'sold')
  await readAll()
  assert.deepEqual(stage.ctx.signing.checkout.current, beside.ctx.signing.checkout.current)
  assert.equal(await buyAt(beside, before), 'sold')
})

test('codes, guests’ cookies and partner codes survive one rotation but not two', async () => {
  const code = await codeAt(stage)
  const shopper = shopperAt(stage.origin)
  await shopper.client.cart.add.mutate({ item_id: stage.item(next++) })
  const oldCookie = shopper.cookie()
  const partner = await newPartner(stage, 'rotated', ['buy'])
  const partnersCode = async () =>
    (await partner.post('/checkout', { user_id: 'bob', id: [stage.item(next++)] })).body.code as string
  const [soon, late] = [await partnersCode(), await partnersCode()]
  const lines = async (cookie: string) =>
    (await stage.send('/trpc/cart.get', { headers: { cookie } })).body.result.data.lines.length

  await rotateSigning(stage.ctx, 0)
  await readAll()
  assert.equal(await lines(oldCookie), 1)
  assert.equal((await partner.post('/purchase', { code: soon, user_id: 'bob' })).status, 200)
  // A returning shopper's cookie is re-signed with the new key.
  await shopper.client.cart.get.query()
  assert.notEqual(shopper.cookie(), oldCookie)

  await rotateSigning(stage.ctx, 0)
  await readAll()
  assert.equal(await buyAt(stage, code), 'code_not_found')
  assert.equal((await partner.post('/purchase', { code: late, user_id: 'bob' })).body.code, 'code_not_found')
  assert.equal(await lines(oldCookie), 0)
  assert.equal(await lines(shopper.cookie()), 1)
})

test('no two purposes share a key, and old secrets are deleted', async () => {
  const { checkout, session } = stage.ctx.signing
  const keys = [checkout, session].flatMap(({ valid }) => valid.map((key) => key.toString('hex')))
  assert.equal(new Set(keys).size, keys.length)
  assert.equal(checkout.valid.length, 2)
  const { rows } = await stage.ctx.db.execute<{ n: string }>('SELECT count(*) AS n FROM signing_secrets')
  assert.equal(Number(rows[0]?.n) <= 3, true)
})
