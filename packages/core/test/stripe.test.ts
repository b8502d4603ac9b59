/** Payments through Stripe, with its SDK and the job of payments, against a server that behaves as Stripe does. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { count, eq } from 'drizzle-orm'
import type { OrderView } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import {
  advancePayments,
  type Context,
  readOrder,
  readPaymentFigures,
  receivePaymentEvent,
} from '../src/operations/index.ts'
import { PROBE_MS } from '../src/operations/payment/guard-provider.ts'
import { Unpayable } from '../src/operations/payment/provider.ts'
import { crashAfter, crashBefore, withFaults } from './faults.ts'
import { agree, granted, order, unitsOf, wordOf } from './held-shop.ts'
import { makeDue, paidSale, passDeadline, reserve, settleAll } from './paid-sale.ts'
import { createStage, type Stage } from './stage.ts'
import {
  type FakeStripe,
  type Fault,
  type SignedEvent,
  signed,
  startFakeStripe,
  TEST_KEY,
  WEBHOOK_SECRET,
} from './stripe/fake-stripe.ts'
import { buildStripeMock, type StripeMock, startStripeMock } from './stripe/stripe-mock.ts'

const { paymentEvents, payments } = schema
/** Long enough for a busy machine, short enough to wait for. */
const REQUEST_MS = 500

let stage: Stage
let stripe: FakeStripe
let ctx: Context
let other: Context

const server = (to: FakeStripe, more: object = {}): Promise<Context> =>
  stage.anotherServer(
    {},
    {
      payments: {
        provider: 'stripe',
        storefront: 'https://shop.example',
        secretKey: TEST_KEY,
        webhookSecrets: [WEBHOOK_SECRET],
        apiUrl: to.url,
        requestMs: REQUEST_MS,
        ...more,
      },
    },
  )

before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0 } })
  stripe = await startFakeStripe()
  ctx = await server(stripe)
  other = await server(stripe)
})
after(async () => {
  await stripe.close()
  await stage.stop()
})

/** Where an order stands: its status, the state of its payment, and its money at Stripe. */
async function standing({ id }: Pick<OrderView, 'id'>): Promise<string> {
  const { status } = granted(await readOrder(ctx, { id }))
  const [payment] = await ctx.db.select().from(payments).where(eq(payments.orderId, id))
  return `${status}, ${payment?.state ?? 'none'}, ${stripe.moneyOf(id)}`
}

const send = ({ raw, headers }: SignedEvent, to = ctx) => receivePaymentEvent(to, raw, headers)

/** Stripe sends its events, and the job runs until nothing is due. */
async function settle(): Promise<void> {
  for (const event of stripe.takeEvents()) granted(await send(event))
  await settleAll(ctx)
}

const unitsBecome = (sale: Sale, units: string) =>
  until(units, async () => (await unitsOf(ctx, sale).catch(() => '')) === units)

const refOf = async ({ id }: Pick<OrderView, 'id'>): Promise<string> => {
  const [payment] = await ctx.db.select().from(payments).where(eq(payments.orderId, id))
  return payment?.ref ?? ''
}

/** The provider of `ctx`, which every test of this file has. */
function provider() {
  assert.ok(ctx.payments)
  return ctx.payments
}

describe('the life of a payment', () => {
  test('an order is paid on Stripe’s page, confirmed by the ledger, then captured', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    assert.match(unpaid.payment_url ?? '', /^https:\/\/checkout\.stripe\.example\/c\/pay\/cs_test_/)
    assert.equal(await standing(unpaid), 'awaiting_payment, open, open')
    stripe.pay(unpaid.id)
    for (const event of stripe.takeEvents()) granted(await send(event))
    await advancePayments(ctx)
    assert.equal(await standing(unpaid), 'confirmed, capture, authorized 1500')
    await settle()
    assert.equal(await standing(unpaid), 'confirmed, captured, captured 1500')
    await unitsBecome(sale, '1 + 0 + 7')
    await agree(ctx)
  })

  test('a declined card leaves the order open, and another card pays it', async () => {
    const unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
    stripe.decline(unpaid.id)
    await settle()
    assert.equal(await standing(unpaid), 'awaiting_payment, open, open')
    stripe.pay(unpaid.id)
    await settle()
    assert.equal(await standing(unpaid), 'confirmed, captured, captured 1500')
  })

  test('a payment that fails after checkout returns the units', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    stripe.pay(unpaid.id, { status: 'processing' })
    await settle()
    assert.equal(await standing(unpaid), 'awaiting_payment, open, processing 1500')
    stripe.lapse(unpaid.id)
    await settle()
    assert.equal(await standing(unpaid), 'failed, canceled, canceled 1500')
    await unitsBecome(sale, '0 + 0 + 8')
  })

  test('the session ends at the deadline, then the units return', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    await passDeadline(ctx, unpaid)
    await settle()
    assert.equal(await standing(unpaid), 'expired, canceled, expired')
    assert.throws(() => stripe.pay(unpaid.id))
    await unitsBecome(sale, '0 + 0 + 8')
  })

  test('a session whose creation got lost ends after the deadline, although nobody knew it', async () => {
    stripe.fail('POST /v1/checkout/sessions', 'reset after', 'reset after')
    const lost = await reserve(ctx, await paidSale(ctx), 'ann')
    await passDeadline(ctx, lost)
    await settle()
    assert.equal(await standing(lost), 'expired, canceled, expired')
    assert.equal(stripe.sessionsOf(lost.id), 1)
  })

  test('a session that was paid just before it is ended counts', async () => {
    const unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
    await passDeadline(ctx, unpaid)
    const late = withFaults(ctx, {
      payments: {
        expire: (call) => (ref) => {
          stripe.pay(unpaid.id)
          return call(ref)
        },
      },
    })
    await advancePayments(late)
    assert.equal(await standing(unpaid), 'confirmed, capture, authorized 1500')
    await settle()
    assert.equal(await standing(unpaid), 'confirmed, captured, captured 1500')
  })

  test('servers that capture, or give back, at the same time see the same, and it happens once', async () => {
    const paid = await reserve(ctx, await paidSale(ctx), 'ann')
    const ref = await refOf(paid)
    stripe.pay(paid.id)
    const providers = [ctx, other, ctx, other].map(({ payments }) => payments ?? assert.fail())
    for (const [call, status] of [
      ['capture', 'captured'],
      ['release', 'refunded'],
    ] as const) {
      const seen = await Promise.all(providers.map((each) => each[call](ref)))
      assert.deepEqual(new Set(seen.map((each) => each.status)), new Set([status]))
    }
    assert.deepEqual(stripe.refundsOf(paid.id), [1_500])
    stripe.takeEvents()
  })

  test('late money buys the units again, or its authorization is canceled', async () => {
    for (const [taken, end] of [
      [false, 'confirmed, captured, captured 1500'],
      [true, 'expired, released, canceled 1500'],
    ] as const) {
      const sale = await paidSale(ctx)
      const late = await reserve(ctx, sale, 'ann')
      const expire = { expire: () => () => Promise.reject(new Error('away')) }
      await passDeadline(ctx, late, '6 minutes')
      stripe.fail('/v1/checkout/sessions', { status: 503, body: '<html>' })
      await advancePayments(withFaults(ctx, { payments: expire }))
      assert.equal(await standing(late), 'expired, open, open')
      if (taken) granted(await order(ctx, sale, 'ben', [0, 2]))
      stripe.pay(late.id)
      await makeDue(ctx, late)
      await settle()
      assert.equal(await standing(late), end)
      await agree(ctx)
    }
  })

  test('another amount goes back', async () => {
    const unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
    stripe.pay(unpaid.id, { amount: 1_501 })
    await settle()
    assert.equal(await standing(unpaid), 'failed, released, canceled 1501')
  })

  test('an authorization that has run out is lost, not captured', async () => {
    const unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
    stripe.pay(unpaid.id)
    await makeDue(ctx, unpaid)
    await advancePayments(ctx)
    stripe.lapse(unpaid.id)
    await settle()
    assert.equal(await standing(unpaid), 'confirmed, lost, canceled 1500')
  })

  test('captured money is refunded in parts, each once, and then the rest', async () => {
    const paid = await reserve(ctx, await paidSale(ctx), 'ann')
    stripe.pay(paid.id)
    await settle()
    const ref = await refOf(paid)
    const first = await provider().refund(ref, { key: 'first', amount: 500 })
    assert.deepEqual(first, { status: 'captured', amount: 1_500, currency: 'EUR', refunded: 500 })
    assert.deepEqual(await provider().refund(ref, { key: 'first', amount: 500 }), first)
    stripe.forgetKeys()
    assert.deepEqual(await provider().refund(ref, { key: 'first', amount: 500 }), first)
    assert.equal((await provider().refund(ref, { key: 'second', amount: 300 })).refunded, 800)
    await assert.rejects(provider().refund(ref, { key: 'too much', amount: 701 }), { kind: 'refused' })
    const all = { status: 'refunded', amount: 1_500, currency: 'EUR', refunded: 1_500 }
    assert.deepEqual(await provider().release(ref), all)
    assert.deepEqual(await provider().release(ref), all)
    assert.deepEqual(stripe.refundsOf(paid.id), [500, 300, 700])
    await settle()
    assert.equal(await standing(paid), 'confirmed, captured, captured 1500, refunded 1500')
  })
})

describe('events', () => {
  const stored = async (ref: string): Promise<number> => {
    const [found] = await ctx.db.select({ all: count() }).from(paymentEvents).where(eq(paymentEvents.ref, ref))
    return found?.all ?? 0
  }
  /** The event of a completed session, as Stripe sends it. */
  const completed = (ref: string, orderId: string, more: object = {}) => ({
    id: `evt_${ref}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    data: {
      object: {
        id: ref,
        object: 'checkout.session',
        client_reference_id: orderId,
        metadata: { hourglass_order: orderId },
      },
    },
    livemode: false,
    type: 'checkout.session.completed',
    ...more,
  })
  let unpaid: OrderView
  let ref: string
  before(async () => {
    unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
    ref = await refOf(unpaid)
  })

  test('a forged, changed, old or unsigned one is refused and not stored', async () => {
    const event = completed(ref, unpaid.id)
    const real = signed(event)
    const changed = { ...real, raw: Buffer.from(real.raw.toString().replace('completed', 'expired')) }
    const refused = {
      forged: signed(event, { secret: 'whsec_of_somebody_else' }),
      changed,
      old: signed(event, { ageS: 301 }),
      unsigned: { raw: real.raw, headers: {} },
      malformed: { raw: real.raw, headers: { 'stripe-signature': 't=1,v1=' } },
      empty: { raw: Buffer.alloc(0), headers: real.headers },
    }
    for (const [why, each] of Object.entries(refused)) assert.equal(wordOf(await send(each)), 'signature_invalid', why)
    assert.equal(await stored(ref), 0)
  })

  test('one of live mode is refused with a test key', async () => {
    assert.equal(wordOf(await send(signed(completed(ref, unpaid.id, { livemode: true })))), 'signature_invalid')
    assert.equal(await stored(ref), 0)
  })

  test('one that is signed with any of several secrets counts, so that the secret can be rotated', async () => {
    const rotating = await server(stripe, { webhookSecrets: ['whsec_new', WEBHOOK_SECRET] })
    for (const [nth, secret] of ['whsec_new', WEBHOOK_SECRET].entries()) {
      const event = completed(`cs_test_rotated_${nth}`, unpaid.id)
      granted(await send(signed(event, { secret }), rotating))
      assert.equal(await stored(`cs_test_rotated_${nth}`), 1)
    }
  })

  test('one of another program that uses the same account changes nothing', async () => {
    const object = { id: 'pi_foreign', object: 'payment_intent', metadata: { order_id: '17' } }
    const foreign = { ...completed('pi_foreign', unpaid.id), data: { object } }
    granted(await send(signed(foreign)))
    granted(await send(signed({ ...foreign, data: { object: { object: 'balance' } } })))
    assert.equal(await stored('pi_foreign'), 0)
  })

  test('one about an intent or a charge reaches the payment of its order', async () => {
    const paid = await reserve(ctx, await paidSale(ctx), 'ann')
    stripe.pay(paid.id)
    const [capturable] = stripe.takeEvents()
    assert.match(String(capturable?.raw), /payment_intent.amount_capturable_updated/)
    granted(await send(capturable as SignedEvent))
    await settle()
    assert.equal(await standing(paid), 'confirmed, captured, captured 1500')
  })

  test('one that arrives twice, or that claims what did not happen, has no effect of its own', async () => {
    const event = signed(completed(ref, unpaid.id))
    const answers = await Promise.all([send(event), send(event, other), send(event)])
    assert.deepEqual(answers.map(wordOf), ['ok', 'ok', 'ok'])
    assert.equal(await stored(ref), 1)
    await settle()
    assert.equal(await standing(unpaid), 'awaiting_payment, open, open')
  })

  test('one of a session whose creation got lost makes its payment known', async () => {
    stripe.fail('POST /v1/checkout/sessions', 'reset after', 'reset after')
    const lost = await reserve(ctx, await paidSale(ctx), 'ann')
    assert.equal(lost.payment_url, null)
    stripe.pay(lost.id)
    await settle()
    assert.equal(await standing(lost), 'confirmed, captured, captured 1500')
    assert.equal(stripe.sessionsOf(lost.id), 1)
  })
})

const HTML = '<html><body>Service Unavailable</body></html>'
const overloaded = { error: { type: 'api_error', message: 'Too many requests' } }
const BAD_ANSWERS: Record<string, Fault> = {
  'a rate limit': { status: 429, headers: { 'retry-after': '2' }, body: overloaded },
  'an error of the server': { status: 500, body: { error: { type: 'api_error', message: 'Something went wrong' } } },
  'a page in HTML': { status: 503, body: HTML },
  'a page in HTML with success': { status: 200, body: HTML },
  'JSON of somebody else': { status: 200, body: { ok: true } },
  'an error in JSON of somebody else': { status: 502, body: { message: 'bad gateway' } },
  'a wrong key': { status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API Key' } } },
  silence: 'silent',
  'a connection that breaks before Stripe acts': 'reset before',
  'a connection that breaks after Stripe has acted': 'reset after',
}

describe('bad answers only delay: the order is confirmed, and captured once, after', () => {
  for (const [name, fault] of Object.entries(BAD_ANSWERS)) {
    test(name, async () => {
      const sale = await paidSale(ctx)
      const calls = ['POST /v1/checkout/sessions', 'GET /v1/checkout', '/capture'] as const
      // The SDK repeats a request once if its connection broke.
      for (const call of calls) stripe.fail(call, fault, fault)
      const unpaid = await reserve(ctx, sale, 'ann')
      assert.equal(unpaid.payment_url, null)
      const paid = () => until('paid', async () => (await advanceOne(unpaid)) === 'captured')
      await until('created', async () => (await advanceOne(unpaid)) === 'open')
      stripe.pay(unpaid.id)
      await paid()
      stripe.recover()
      assert.equal(await standing(unpaid), 'confirmed, captured, captured 1500')
      assert.equal(stripe.sessionsOf(unpaid.id), 1)
      await unitsBecome(sale, '1 + 0 + 7')
      await agree(ctx)
    })
  }

  /** One step without its pause. @returns the state of the payment after it */
  async function advanceOne(unpaid: Pick<OrderView, 'id'>, at = ctx): Promise<string | undefined> {
    await makeDue(ctx, unpaid)
    await advancePayments(at)
    const [payment] = await ctx.db.select().from(payments).where(eq(payments.orderId, unpaid.id))
    return payment?.state
  }

  test('in an outage Stripe is not called until one call tries, and then everything goes on', async (t) => {
    const own = await server(stripe)
    const sale = await paidSale(ctx)
    const unpaid = await reserve(own, sale, 'ann')
    stripe.pay(unpaid.id)
    stripe.fail('/v1/', ...Array(20).fill({ status: 503, body: HTML }))
    for (let nth = 0; nth < 5; nth++) await advanceOne(unpaid, own)
    assert.deepEqual(own.payments?.health(), { circuit: 'open' })
    const made = stripe.requests.length
    for (let nth = 0; nth < 5; nth++) await advanceOne(unpaid, own)
    const waiting = await reserve(own, sale, 'ben')
    assert.equal(stripe.requests.length, made)
    const [payment] = await ctx.db.select().from(payments).where(eq(payments.orderId, waiting.id))
    assert.match(payment?.error ?? '', /not called: .*Invalid JSON/)

    stripe.recover()
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + PROBE_MS })
    await makeDue(ctx, waiting)
    await makeDue(ctx, unpaid)
    await settleAll(own)
    assert.deepEqual(own.payments?.health(), { circuit: 'closed' })
    assert.equal(await standing(unpaid), 'confirmed, captured, captured 1500')
    assert.equal(await standing(waiting), 'awaiting_payment, open, open')
  })

  test('a capture that Stripe refuses is repeated, its reason is stored, and after ten times it counts as failing', async () => {
    const paid = await reserve(ctx, await paidSale(ctx), 'ann')
    stripe.pay(paid.id)
    const message = 'The card issuer must be called.'
    stripe.fail('/capture', { status: 402, body: { error: { type: 'card_error', message } } })
    await settle()
    const [payment] = await ctx.db.select().from(payments).where(eq(payments.orderId, paid.id))
    assert.equal(payment?.state, 'capture')
    assert.match(payment?.error ?? '', new RegExp(message))
    const failing = async () => (await readPaymentFigures(ctx))?.failing
    assert.equal(await failing(), 0)
    await ctx.db.update(payments).set({ attempts: 10 }).where(eq(payments.orderId, paid.id))
    assert.equal(await failing(), 1)
    await makeDue(ctx, paid)
    await settle()
    assert.equal(await standing(paid), 'confirmed, captured, captured 1500')
    assert.equal(await failing(), 0)
  })

  test('a refund whose answer got lost is made once', async () => {
    const paid = await reserve(ctx, await paidSale(ctx), 'ann')
    stripe.pay(paid.id)
    await settle()
    const ref = await refOf(paid)
    const refund = { key: 'lost', amount: 500 }
    stripe.fail('POST /v1/refunds', 'reset after', 'reset after')
    await assert.rejects(provider().refund(ref, refund), { kind: 'unreachable' })
    assert.equal((await provider().refund(ref, refund)).refunded, 500)
    stripe.fail('POST /v1/refunds', 'silent')
    await assert.rejects(provider().refund(ref, { key: 'silent', amount: 100 }), { kind: 'timeout' })
    assert.deepEqual(stripe.refundsOf(paid.id), [500])
  })
})

describe('a server that crashes', () => {
  for (const call of ['create', 'read', 'capture'] as const)
    for (const [when, fault] of [
      ['before', crashBefore],
      ['after', crashAfter],
    ] as const)
      test(`${when} ${call} leaves what another finishes`, async () => {
        const broken = withFaults(ctx, { payments: { [call]: fault } })
        const unpaid = await reserve(broken, await paidSale(ctx), 'ann')
        await makeDue(ctx, unpaid)
        await advancePayments(other)
        stripe.pay(unpaid.id)
        for (let steps = 0; steps < 3; steps++) {
          await makeDue(ctx, unpaid)
          await advancePayments(broken)
        }
        await makeDue(ctx, unpaid)
        await settleAll(other)
        assert.equal(await standing(unpaid), 'confirmed, captured, captured 1500')
        assert.equal(stripe.sessionsOf(unpaid.id), 1)
      })
})

describe('amounts and currencies', () => {
  const priced = (currency: string, price: number) => paidSale(ctx, { currency, items: [{ stock: 2, price }] })

  for (const [currency, price, theirs] of [
    ['JPY', 1_500, 1_500],
    ['ISK', 1_500, 150_000],
    ['UGX', 40_000, 4_000_000],
    ['KWD', 5_120, 5_120],
    ['EUR', 50, 50],
    ['EUR', 99_999_999, 99_999_999],
  ] as const)
    test(`${price} of ${currency} are ${theirs} for Stripe, and are the amount of the order`, async () => {
      const unpaid = await reserve(ctx, await priced(currency, price), 'ann')
      stripe.pay(unpaid.id)
      await settle()
      assert.equal(await standing(unpaid), `confirmed, captured, captured ${theirs}`)
      const { amount, currency: read, refunded } = await provider().read(await refOf(unpaid))
      assert.deepEqual([amount, read, refunded], [price, currency, 0])
    })

  for (const [currency, price, why] of [
    ['EUR', 49, 'too small'],
    ['EUR', 100_000_000, 'too large'],
    ['KWD', 5_124, 'thousandths'],
    ['XAU', 1_500, 'no currency of Stripe'],
  ] as const)
    test(`an order of ${price} ${currency} fails at once: ${why}`, async () => {
      const sale = await priced(currency, price)
      const unpayable = await reserve(ctx, sale, 'ann')
      await until('failed', async () => granted(await readOrder(ctx, { id: unpayable.id })).status === 'failed')
      assert.equal(granted(await readOrder(ctx, { id: unpayable.id })).reason, 'payment_failed')
      const [payment] = await ctx.db.select().from(payments).where(eq(payments.orderId, unpayable.id))
      assert.deepEqual([payment?.state, payment?.dueAt], ['canceled', null])
      await unitsBecome(sale, '0 + 0 + 2')
    })

  test('a refund of an amount that Stripe does not have is unpayable', async () => {
    const paid = await reserve(ctx, await priced('KWD', 5_120), 'ann')
    stripe.pay(paid.id)
    await settle()
    await assert.rejects(provider().refund(await refOf(paid), { key: 'odd', amount: 5 }), Unpayable)
  })
})

test('its money is play money with a test key, and real with a live one', async () => {
  const live = await server(stripe, { secretKey: 'sk_live_key' })
  assert.deepEqual([provider().isPlayMoney, live.payments?.isPlayMoney], [true, false])
})

test('the secret key is in no error and no stored reason', async () => {
  const unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
  const away = await server(stripe, { secretKey: 'sk_test_of_another_account' })
  const ref = await refOf(unpaid)
  const errors: unknown[] = []
  for (const work of [() => away.payments?.read(ref), () => provider().read('cs_test_none')])
    await Promise.resolve(work()).catch((error) => errors.push(error))
  assert.equal(errors.length, 2)
  for (const error of errors) {
    const text = `${error} ${JSON.stringify(error)} ${(error as Error).stack} ${(error as Error).cause}`
    assert.ok(!text.includes('sk_test_'), text)
  }
})

describe('stripe-mock, with Stripe’s OpenAPI document', async () => {
  const missing = await buildStripeMock()
  test('accepts every request of a payment’s life', { skip: missing ?? false }, async (t) => {
    const mock: StripeMock = await startStripeMock()
    t.after(() => mock.stop())
    const validated = await startFakeStripe({ validator: mock.url })
    t.after(() => validated.close())
    const checked = await server(validated)
    const take = checked.payments
    assert.ok(take)
    const payable = { orderId: '00000000-0000-7000-8000-000000000001', number: 'A1', amount: 1_500, currency: 'EUR' }
    const payBy = new Date(Date.now() + 600_000)

    const { ref } = await take.create({ ...payable, payBy })
    await take.read(ref)
    validated.pay(payable.orderId)
    await take.capture(ref)
    await take.refund(ref, { key: 'part', amount: 500 })
    await take.release(ref)

    const unpaid = { ...payable, orderId: '00000000-0000-7000-8000-000000000002', payBy }
    await take.expire((await take.create(unpaid)).ref)
    const canceled = { ...payable, orderId: '00000000-0000-7000-8000-000000000003', payBy }
    const { ref: third } = await take.create(canceled)
    validated.pay(canceled.orderId)
    await take.release(third)

    assert.deepEqual(validated.invalid, [])
    const kinds = new Set(validated.requests.map((request) => request.replace(/(cs_test|pi)_\w+/, '{id}')))
    assert.deepEqual([...kinds].sort(), [
      'GET /v1/checkout/sessions/{id}',
      'GET /v1/refunds',
      'POST /v1/checkout/sessions',
      'POST /v1/checkout/sessions/{id}/expire',
      'POST /v1/payment_intents/{id}/cancel',
      'POST /v1/payment_intents/{id}/capture',
      'POST /v1/refunds',
    ])
  })
})
