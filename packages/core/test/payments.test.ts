/** Paid means owned: money is captured for units that the ledger has given, and units are given for money that is there. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { count, eq } from 'drizzle-orm'
import type { Sale } from '../src/ledger/index.ts'
import {
  advancePayments,
  type Context,
  confirmHold,
  purchase,
  readOrder,
  receivePaymentEvent,
} from '../src/operations/index.ts'
import { testEvent } from '../src/operations/payment/test-provider.ts'
import { crashAfter, crashBefore, type Fault, fails, silent, withFaults, withoutGate } from './faults.ts'
import { agree, granted, holdOf, itemAt, order, unitsOf, wordOf } from './held-shop.ts'
import { act, makeDue, PLAY_MONEY, paidSale, passDeadline, reserve, settleAll, standing } from './paid-sale.ts'
import { buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const { paymentEvents, payments } = schema

let stage: Stage
let ctx: Context
let other: Context
before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0 } })
  ctx = await stage.anotherServer({}, { payments: PLAY_MONEY })
  other = await stage.anotherServer({}, { payments: PLAY_MONEY })
})
after(() => stage.stop())

/** The gate hears of it after the answer. */
const unitsBecome = (sale: Sale, units: string) =>
  until(units, async () => (await unitsOf(ctx, sale).catch(() => '')) === units)

describe('units are kept until they are paid, then sold', () => {
  test('a purchase', async () => {
    const sale = await paidSale(ctx)
    const code = await codeFor(ctx, sale, 'ann', 0)
    const { message, order, total_purchased } = granted(await purchase(ctx, { code }))
    assert.deepEqual([message, order.status, total_purchased], ['Payment required', 'awaiting_payment', 1])
    assert.equal(Date.parse(order.pay_by ?? '') - Date.parse(order.created_at), ctx.settings.paymentMs)
    assert.equal(order.payment_url, `http://shop.example/test-payment/${order.id}`)
    await unitsBecome(sale, '0 + 1 + 7')
    assert.equal(await buy(ctx, code), 'code_used')

    granted(await act(ctx, order, 'approve'))
    await settleAll(ctx)
    assert.equal(await standing(ctx, order), 'confirmed, captured, captured')
    const paid = granted(await readOrder(ctx, { id: order.id }))
    assert.deepEqual([paid.pay_by, paid.payment_url, paid.items.length], [null, null, 1])
    await unitsBecome(sale, '1 + 0 + 7')
    await agree(ctx)
  })

  test('an order of several items', async () => {
    const sale = await paidSale(ctx)
    const placed = granted(await order(ctx, sale, 'ann', [0, 2], [1, 1]))
    assert.deepEqual([placed.status, placed.total.amount], ['awaiting_payment', 4_500])
    await unitsBecome(sale, '0 + 3 + 5')
    granted(await act(ctx, placed, 'approve'))
    await settleAll(ctx)
    assert.equal(await standing(ctx, placed), 'confirmed, captured, captured')
    await unitsBecome(sale, '3 + 0 + 5')
    await agree(ctx)
  })

  test('a confirmed reservation, after which the buyer may reserve another unit', async () => {
    const sale = await paidSale(ctx)
    const { id } = await holdOf(ctx, sale, 'ann', 0)
    const confirmed = granted(await confirmHold(ctx, { id, user_id: 'ann' }))
    assert.deepEqual([confirmed.order.id, confirmed.order.status], [id, 'awaiting_payment'])
    await unitsBecome(sale, '0 + 1 + 7')
    await until('the reservation is an order', async () => (await holdOf(ctx, sale, 'ann', 0)).id !== id)
    await unitsBecome(sale, '0 + 2 + 6')
    assert.equal(wordOf(await confirmHold(ctx, { id, user_id: 'ann' })), 'hold_confirmed')
    granted(await act(ctx, confirmed.order, 'approve'))
    await settleAll(ctx)
    assert.equal(await standing(ctx, { id }), 'confirmed, captured, captured')
    await unitsBecome(sale, '1 + 1 + 6')
    await agree(ctx)
  })

  test('an item that costs nothing needs no payment', async () => {
    const sale = await paidSale(ctx, { items: [{ stock: 1, price: 0 }] })
    const free = await reserve(ctx, sale, 'ann')
    await settleAll(ctx)
    assert.equal(await standing(ctx, free), 'confirmed, captured, none')
    await unitsBecome(sale, '1 + 0 + 0')
  })

  test('without a gate', async () => {
    const sale = await paidSale(ctx)
    const away = withoutGate(ctx)
    const unpaid = await reserve(away, sale, 'ann')
    assert.equal(unpaid.status, 'awaiting_payment')
    granted(await act(away, unpaid, 'approve'))
    await settleAll(away)
    assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
  })
})

test('units that await their payment stay off the shelf when the gate is rebuilt', async () => {
  const sale = await paidSale(ctx)
  const first = await reserve(ctx, sale, 'ann')
  const second = await reserve(ctx, sale, 'ben')
  await stage.redis.flushall()
  assert.equal(wordOf(await order(ctx, sale, 'cleo', [0, 1])), 'item_held')
  granted(await act(ctx, first, 'approve'))
  granted(await act(ctx, second, 'decline'))
  await settleAll(ctx)
  await unitsBecome(sale, '1 + 0 + 7')
  await agree(ctx)
})

test('a declined payment returns the units at once', async () => {
  const sale = await paidSale(ctx)
  const unpaid = await reserve(ctx, sale, 'ann', 0, 1)
  granted(await act(ctx, unpaid, 'decline'))
  await settleAll(ctx)
  assert.equal(await standing(ctx, unpaid), 'failed, canceled, canceled')
  assert.equal(granted(await readOrder(ctx, { id: unpaid.id })).reason, 'payment_failed')
  await unitsBecome(sale, '0 + 0 + 8')
  assert.equal(wordOf(await act(ctx, unpaid, 'approve')), 'payment_ended')
  await agree(ctx)
})

describe('after the deadline', () => {
  test('the payment ends, then the units return', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    await passDeadline(ctx, unpaid)
    let heldWhenEnded = -1
    const watched = withFaults(ctx, {
      payments: {
        expire:
          (call) =>
          async (...args) => {
            const known = await call(...args)
            heldWhenEnded = (await ctx.ledger.readItem({ saleId: sale.id, id: itemAt(sale, 0) }))?.held ?? -1
            return known
          },
      },
    })
    await settleAll(watched)
    assert.equal(heldWhenEnded, 1)
    assert.equal(await standing(ctx, unpaid), 'expired, canceled, canceled')
    await unitsBecome(sale, '0 + 0 + 8')
    assert.equal(wordOf(await act(ctx, unpaid, 'approve')), 'payment_ended')
  })

  test('a payment made before it counts, even if its event was lost', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    granted(await act(ctx, unpaid, 'approve_silently'))
    await passDeadline(ctx, unpaid)
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
    await agree(ctx)
  })

  test('late money buys the units if they are still there', async () => {
    const sale = await paidSale(ctx)
    const late = await reserve(ctx, sale, 'ann', 0, 1)
    await passDeadline(ctx, late)
    await settleAll(ctx)
    granted(await act(ctx, late, 'approve_late'))
    await settleAll(ctx)
    assert.equal(await standing(ctx, late), 'confirmed, captured, captured')
    await unitsBecome(sale, '2 + 0 + 6')
    await agree(ctx)
  })

  test('late money is found even if its event was lost', async () => {
    const sale = await paidSale(ctx)
    const late = await reserve(ctx, sale, 'ann')
    await passDeadline(ctx, late)
    await settleAll(ctx)
    const deaf = Object.create(ctx.payments, { event: { value: () => undefined } })
    granted(await act({ ...ctx, payments: deaf }, late, 'approve_late'))
    assert.equal(await standing(ctx, late), 'expired, canceled, authorized')
    const [payment] = await ctx.db.select().from(payments).where(eq(payments.orderId, late.id))
    assert.ok(payment?.dueAt, 'it is read again')
    await makeDue(ctx, late)
    await settleAll(ctx)
    assert.equal(await standing(ctx, late), 'confirmed, captured, captured')
  })

  test('late money goes back if a unit is gone, and nothing of the order is sold', async () => {
    const sale = await paidSale(ctx)
    const late = await reserve(ctx, sale, 'ann', 0, 1)
    await passDeadline(ctx, late)
    await settleAll(ctx)
    granted(await order(ctx, sale, 'ben', [0, 2]))
    granted(await act(ctx, late, 'approve_late'))
    await settleAll(ctx)
    assert.equal(await standing(ctx, late), 'expired, released, canceled')
    await unitsBecome(sale, '0 + 2 + 6')
    await agree(ctx)
  })

  test('late money goes back if the buyer has used up the limit since', async () => {
    const sale = await paidSale(ctx)
    const late = await reserve(ctx, sale, 'ann', 0, 1)
    await passDeadline(ctx, late)
    await settleAll(ctx)
    await reserve(ctx, sale, 'ann', 2, 3)
    granted(await act(ctx, late, 'approve_late'))
    await settleAll(ctx)
    assert.equal(await standing(ctx, late), 'expired, released, canceled')
    await unitsBecome(sale, '0 + 2 + 6')
  })

  test('a provider that is away keeps the units for five minutes, and may still have the money', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    const down = fails(new Error('503'))
    const away = withFaults(ctx, { payments: { read: down, expire: down } })
    await passDeadline(ctx, unpaid, '4 minutes')
    await advancePayments(away)
    await unitsBecome(sale, '0 + 1 + 7')
    await passDeadline(ctx, unpaid, '6 minutes')
    await advancePayments(away)
    await unitsBecome(sale, '0 + 0 + 8')
    assert.equal(await standing(ctx, unpaid), 'expired, open, pending')
    granted(await act(ctx, unpaid, 'approve'))
    await makeDue(ctx, unpaid)
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
    await agree(ctx)
  })
})

test('a payment of another amount goes back, and the order fails', async () => {
  const sale = await paidSale(ctx)
  const unpaid = await reserve(ctx, sale, 'ann')
  granted(await act(ctx, unpaid, 'approve_other_amount'))
  await settleAll(ctx)
  assert.equal(await standing(ctx, unpaid), 'failed, released, canceled')
  assert.equal(granted(await readOrder(ctx, { id: unpaid.id })).reason, 'amount_mismatch')
  await unitsBecome(sale, '0 + 0 + 8')
})

describe('events of the provider', () => {
  const eventsOf = async (ref: string): Promise<number> => {
    const [found] = await ctx.db.select({ all: count() }).from(paymentEvents).where(eq(paymentEvents.ref, ref))
    return found?.all ?? 0
  }
  const send = ({ raw, headers }: ReturnType<typeof testEvent>, to = ctx) => receivePaymentEvent(to, raw, headers)

  test('reordered and repeated ones have the effect of one', async () => {
    for (const action of ['approve_twice', 'approve_reordered'] as const) {
      const sale = await paidSale(ctx)
      const unpaid = await reserve(ctx, sale, 'ann')
      granted(await act(ctx, unpaid, action))
      await settleAll(ctx)
      assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
      await unitsBecome(sale, '1 + 0 + 7')
    }
  })

  test('the same event is stored once, at whichever server it arrives', async () => {
    const unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
    const event = testEvent(ctx.signing.checkout, unpaid.id, 'payment.created')
    const answers = await Promise.all([send(event), send(event, other), send(event)])
    assert.deepEqual(answers.map(wordOf), ['ok', 'ok', 'ok'])
    assert.equal(await eventsOf(unpaid.id), 1)
  })

  test('one with a wrong signature is refused and not stored', async () => {
    const unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
    const event = testEvent(ctx.signing.checkout, unpaid.id, 'payment.authorized')
    const forged = { ...event, raw: Buffer.concat([event.raw, Buffer.from(' ')]) }
    assert.equal(wordOf(await send(forged)), 'signature_invalid')
    assert.equal(wordOf(await send({ ...event, headers: { 'hourglass-test-signature': '' } })), 'signature_invalid')
    assert.equal(await eventsOf(unpaid.id), 0)
  })

  test('one that claims a payment which was not made changes nothing', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    granted(await send(testEvent(ctx.signing.checkout, unpaid.id, 'payment.authorized')))
    await advancePayments(ctx)
    assert.equal(await standing(ctx, unpaid), 'awaiting_payment, open, pending')
  })

  test('are counted: whether an event or a check has found a payment', async () => {
    const found: string[] = []
    const watched = { ...ctx, measures: { ...ctx.measures, paid: (by: string) => void found.push(by) } }
    for (const action of ['approve', 'approve_silently'] as const) {
      const unpaid = await reserve(ctx, await paidSale(ctx), 'ann')
      granted(await act(ctx, unpaid, action))
      await makeDue(ctx, unpaid)
      await settleAll(watched)
    }
    assert.deepEqual(found, ['event', 'check'])
  })

  test('one that arrives during a step makes the next one due at once', async () => {
    const sale = await paidSale(ctx)
    const unpaid = await reserve(ctx, sale, 'ann')
    const late: Fault =
      (call) =>
      async (...args) => {
        const known = await call(...args)
        granted(await act(ctx, unpaid, 'approve'))
        return known
      }
    await makeDue(ctx, unpaid)
    await advancePayments(withFaults(ctx, { payments: { read: late } }))
    await settleAll(ctx)
    assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
  })
})

describe('a server that crashes', () => {
  const calls = ['create', 'read', 'capture'] as const
  for (const call of calls) {
    for (const [when, fault] of [
      ['before', crashBefore],
      ['after', crashAfter],
    ] as const) {
      test(`${when} the provider’s ${call} leaves what another finishes`, async () => {
        const sale = await paidSale(ctx)
        const broken = withFaults(ctx, { payments: { [call]: fault } })
        const unpaid = await reserve(broken, sale, 'ann')
        await makeDue(ctx, unpaid)
        await advancePayments(other)
        granted(await act(ctx, unpaid, 'approve'))
        for (let steps = 0; steps < 3; steps++) {
          await advancePayments(broken)
          await makeDue(ctx, unpaid)
        }
        await settleAll(other)
        assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
        await unitsBecome(sale, '1 + 0 + 7')
        await agree(ctx)
      })
    }
  }

  test('after the provider’s create leaves a payment that ends with its order, and late money for it is not lost', async () => {
    const sale = await paidSale(ctx)
    const broken = withFaults(ctx, { payments: { create: crashAfter } })
    const unpaid = await reserve(broken, sale, 'ann')
    await passDeadline(ctx, unpaid)
    await settleAll(other)
    assert.equal(await standing(ctx, unpaid), 'expired, canceled, canceled')
    granted(await act(ctx, unpaid, 'approve_late'))
    await settleAll(other)
    assert.equal(await standing(ctx, unpaid), 'confirmed, captured, captured')
    await agree(ctx)
  })

  for (const [when, fault] of [
    ['before', crashBefore],
    ['after', crashAfter],
  ] as const) {
    for (const [action, end] of [
      ['approve', 'confirmed, captured, captured'],
      ['decline', 'failed, canceled, canceled'],
      ['approve_other_amount', 'failed, released, canceled'],
    ] as const) {
      test(`${when} the ledger’s decision on “${action}” leaves what another finishes`, async () => {
        const sale = await paidSale(ctx)
        const unpaid = await reserve(ctx, sale, 'ann')
        granted(await act(ctx, unpaid, action))
        await advancePayments(withFaults(ctx, { ledger: { endHeld: fault } }))
        await makeDue(ctx, unpaid)
        await settleAll(other)
        assert.equal(await standing(ctx, unpaid), end)
        await unitsBecome(sale, end.startsWith('confirmed') ? '1 + 0 + 7' : '0 + 0 + 8')
        await agree(ctx)
      })
    }
  }

  for (const [when, fault] of [
    ['before', crashBefore],
    ['after', crashAfter],
  ] as const) {
    test(`${when} late money goes back leaves what another finishes`, async () => {
      const sale = await paidSale(ctx)
      const late = await reserve(ctx, sale, 'ann')
      await passDeadline(ctx, late)
      await settleAll(ctx)
      granted(await order(ctx, sale, 'ben', [0, 2]))
      granted(await act(ctx, late, 'approve_late'))
      await advancePayments(ctx)
      await advancePayments(withFaults(ctx, { payments: { release: fault } }))
      await makeDue(ctx, late)
      await settleAll(other)
      assert.equal(await standing(ctx, late), 'expired, released, canceled')
    })
  }
})

test('of several servers that settle the same payment, each does no more than one', async () => {
  const sale = await paidSale(ctx)
  const unpaid = await Promise.all([0, 1, 2, 3].map((at) => reserve(ctx, sale, `buyer ${at}`, at)))
  await Promise.all(unpaid.map((each) => act(ctx, each, 'approve')))
  for (let rounds = 0; rounds < 4; rounds++) {
    await Promise.all(unpaid.map((each) => makeDue(ctx, each)))
    await Promise.all([advancePayments(ctx), advancePayments(other), advancePayments(ctx), advancePayments(other)])
  }
  for (const each of unpaid) assert.equal(await standing(ctx, each), 'confirmed, captured, captured')
  await unitsBecome(sale, '4 + 0 + 4')
  await agree(ctx)
})

test('a purchase does not wait for a provider that is silent', async () => {
  const sale = await paidSale(ctx)
  const silentProvider = withFaults(ctx, { payments: { create: silent } })
  const unpaid = await reserve(silentProvider, sale, 'ann')
  assert.deepEqual([unpaid.status, unpaid.payment_url], ['awaiting_payment', null])
  await makeDue(ctx, unpaid)
  await settleAll(ctx)
  assert.notEqual(granted(await readOrder(ctx, { id: unpaid.id })).payment_url, null)
})

test('more payments than one batch are followed in one run', async () => {
  const sale = await paidSale(ctx, { items: [{ stock: 45, price: 100 }] })
  const unpaid = await Promise.all(Array.from({ length: 45 }, (_, at) => reserve(ctx, sale, `buyer ${at}`)))
  await Promise.all(unpaid.map((each) => passDeadline(ctx, each)))
  await advancePayments(ctx)
  await unitsBecome(sale, '0 + 0 + 45')
  await agree(ctx)
})

test('a server without a provider refuses to sell in a sale that takes payment', async () => {
  const sale = await paidSale(ctx)
  const code = await codeFor(ctx, sale, 'ann', 0)
  assert.equal(await buy(stage.ctx, code), 'payments_off')
  assert.equal(wordOf(await order(stage.ctx, sale, 'ann', [0, 1])), 'payments_off')
  await unitsBecome(sale, '0 + 0 + 8')
})
