/** A server with PAYMENTS=stripe: its webhook endpoint, and its secrets. Payments themselves: stripe.test.ts of core. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { newPartner, type Partner } from './partner.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

const KEY = 'sk_test_hourglass'
const SECRET = 'whsec_hourglass'

const lines: string[] = []
let stage: ServerStage
let partner: Partner
before(async () => {
  stage = await createServerStage({
    // Nothing listens on port 1: Stripe is away.
    env: {
      PAYMENTS: 'stripe',
      STRIPE_SECRET_KEY: KEY,
      STRIPE_WEBHOOK_SECRET: `whsec_old,${SECRET}`,
      STRIPE_API_URL: 'http://127.0.0.1:1',
    },
    log: (line) => lines.push(line),
  })
  partner = await newPartner(stage, 'payer')
})
after(() => stage.stop())

async function reserve(): Promise<Answer> {
  const sale = await stage.postJson('/v1/admin/sales', { name: 'Paid', items: [{ stock: 5, price: 1_999 }] })
  const { body } = await partner.post(`/checkout?user_id=ann&id=${sale.body.first_item_id}`)
  return partner.post(`/purchase?code=${body.code}`)
}

/** Stripe's event about a session of an order, as long as real ones may be. */
function send(id: string, orderId: string, secret: string): Promise<Answer> {
  const object = { id: `cs_${id}`, metadata: { hourglass_order: orderId }, description: 'a'.repeat(40_000) }
  const event = { id: `evt_${id}`, type: 'checkout.session.completed', livemode: false, data: { object } }
  const body = JSON.stringify(event)
  const at = Math.floor(Date.now() / 1_000)
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': `t=${at},v1=${signature}` }
  return stage.send('/payments/events', { method: 'POST', headers, body })
}

const stored = async (id: string): Promise<number> => {
  const { paymentEvents } = schema
  return (
    await stage.ctx.db
      .select()
      .from(paymentEvents)
      .where(eq(paymentEvents.id, `evt_${id}`))
  ).length
}

test('an order is taken while Stripe is away, and its link follows', async () => {
  const { status, body } = await reserve()
  assert.deepEqual([status, body.order.status, body.order.payment_url], [202, 'awaiting_payment', null])
})

test('an event that Stripe has signed is stored, and makes the next step of its payment due', async () => {
  const { id } = (await reserve()).body.order
  const { payments } = schema
  const hints = async () => (await stage.ctx.db.select().from(payments).where(eq(payments.orderId, id)))[0]?.hints
  assert.equal(await hints(), 0)
  for (let repeats = 0; repeats < 2; repeats++) assert.equal((await send('signed', id, SECRET)).status, 204)
  assert.deepEqual([await stored('signed'), await hints()], [1, 1])
})

test('an event that somebody else has signed is refused with 400 and not stored', async () => {
  const { id } = (await reserve()).body.order
  const { status, body } = await send('forged', id, 'whsec_somebody')
  assert.deepEqual([status, body.code, await stored('forged')], [400, 'signature_invalid', 0])
})

test('neither key nor webhook secret is in the log', async () => {
  await reserve()
  const log = lines.join('')
  assert.match(log, /payment step failed/)
  for (const secret of [KEY, SECRET, 'whsec_old']) assert.ok(!log.includes(secret), secret)
})
