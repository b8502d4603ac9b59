/** Mails to buyers about their payments: each is queued once. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import type { GuestId } from '../src/domain/index.ts'
import { advancePayments, type Context, linkGuest, refundOrder } from '../src/operations/index.ts'
import { crashAfter, crashBefore, withFaults } from './faults.ts'
import { granted, itemAt } from './held-shop.ts'
import { act, makeDue, PLAY_MONEY, paidSale, passDeadline, reserve, settleAll } from './paid-sale.ts'
import { createStage, type Stage } from './stage.ts'

const { accounts, mails, payments } = schema
const STOREFRONT = 'http://shop.example'
const [ANN, BEN] = [`account:${randomUUID()}`, `account:${randomUUID()}`]

let stage: Stage
let ctx: Context
let other: Context
before(async () => {
  const mail = { transport: 'smtp', storefront: STOREFRONT } as const
  stage = await createStage({ settings: { takeLeaseMs: 0, mail } })
  ctx = await stage.anotherServer({}, { payments: PLAY_MONEY })
  other = await stage.anotherServer({}, { payments: PLAY_MONEY })
  for (const [id, name] of [
    [ANN, 'ann'],
    [BEN, 'ben'],
  ] as const)
    await ctx.db.insert(accounts).values({ id, name, email: `${name}@example.com`, emailVerified: true })
})
after(() => stage.stop())
afterEach(() => ctx.db.delete(mails))

const newGuest = (): GuestId => `guest:${randomUUID()}`

/** The mails that are queued, in order: "receipt to ann@example.com". */
async function queued(): Promise<string[]> {
  const rows = await ctx.db.select().from(mails).orderBy(mails.id)
  return rows.map(({ kind, recipient }) => `${kind} to ${recipient}`)
}

async function onlyMail() {
  const [mail, ...more] = await ctx.db.select().from(mails)
  assert.ok(mail && more.length === 0)
  return { subject: mail.subject ?? '', text: mail.text ?? '', html: mail.html ?? '' }
}

test('a receipt names items, total and order number, and nothing is mailed before the money is captured', async () => {
  const sale = await paidSale(ctx)
  const order = await reserve(ctx, sale, ANN, 0, 1)
  await settleAll(ctx)
  assert.deepEqual(await queued(), [])
  await act(ctx, order, 'approve')
  const away = withFaults(ctx, { payments: { capture: crashBefore } })
  await settleAll(away)
  assert.deepEqual(await queued(), [], 'confirmed, but not captured')
  await makeDue(ctx, order)
  await settleAll(ctx)
  assert.deepEqual(await queued(), ['receipt to ann@example.com'])
  const { subject, text, html } = await onlyMail()
  assert.equal(subject, `Receipt for order ${order.number}`)
  assert.match(text, new RegExp(`You paid €30\\.00 for order ${order.number}\\.`))
  assert.equal(text.match(/: €15\.00$/gm)?.length, 2)
  assert.match(text, /Play money\. Nothing is charged/)
  for (const part of [text, html]) assert.ok(part.includes(`${STOREFRONT}/orders/${order.id}`))
})

describe('a receipt is queued once', () => {
  for (const [when, fault] of [
    ['before', crashBefore],
    ['after', crashAfter],
  ] as const)
    test(`when a server is killed ${when} the money is captured`, async () => {
      const order = await reserve(ctx, await paidSale(ctx), ANN)
      await act(ctx, order, 'approve')
      await settleAll(withFaults(ctx, { payments: { capture: fault } }))
      await makeDue(ctx, order)
      await settleAll(other)
      await makeDue(ctx, order)
      await settleAll(ctx)
      assert.deepEqual(await queued(), ['receipt to ann@example.com'])
    })

  test('when two servers take the same step', async () => {
    const order = await reserve(ctx, await paidSale(ctx), ANN)
    await act(ctx, order, 'approve')
    // The claim of the one has run out when the other takes the step.
    const slow = withFaults(ctx, {
      payments: {
        capture:
          (call) =>
          async (...args) => {
            const captured = await call(...args)
            await makeDue(ctx, order)
            await settleAll(other)
            return captured
          },
      },
    })
    await settleAll(slow)
    assert.deepEqual(await queued(), ['receipt to ann@example.com'])
  })

  test('and not at all if the change of the payment is rolled back', async () => {
    const order = await reserve(ctx, await paidSale(ctx), ANN)
    await act(ctx, order, 'approve')
    await ctx.db.execute(sql`ALTER TABLE ${mails} ADD CONSTRAINT no_receipts CHECK (kind <> 'receipt') NOT VALID`)
    await settleAll(ctx)
    const [before] = await ctx.db.select().from(payments).where(sql`order_id = ${order.id}`)
    assert.equal(before?.state, 'capture')
    await ctx.db.execute(sql`ALTER TABLE ${mails} DROP CONSTRAINT no_receipts`)
    await makeDue(ctx, order)
    await settleAll(ctx)
    assert.deepEqual(await queued(), ['receipt to ann@example.com'])
  })
})

describe('an order that was not paid leads back to the sale', () => {
  const saysOf = async (saleId: number) => {
    const { text, html } = await onlyMail()
    for (const part of [text, html]) assert.ok(part.includes(`${STOREFRONT}/sales/${saleId}`))
    assert.deepEqual(await queued(), ['payment_failed to ann@example.com'])
    return text
  }

  test('declined', async () => {
    const sale = await paidSale(ctx)
    await act(ctx, await reserve(ctx, sale, ANN), 'decline')
    await settleAll(ctx)
    assert.match(await saysOf(sale.id), /was declined\. Nothing was charged\./)
  })

  test('not paid in time', async () => {
    const sale = await paidSale(ctx)
    const order = await reserve(ctx, sale, ANN)
    await passDeadline(ctx, order)
    await settleAll(ctx)
    assert.match(await saysOf(sale.id), /was not paid in time\. Nothing was charged\./)
  })

  test('another amount was paid', async () => {
    const sale = await paidSale(ctx)
    await act(ctx, await reserve(ctx, sale, ANN), 'approve_other_amount')
    await settleAll(ctx)
    assert.match(await saysOf(sale.id), /costs €15\.00, and another amount was paid\. The money goes back to you\./)
  })
})

test('late money that goes back has a mail of its own, after the one that the time was over', async () => {
  const sale = await paidSale(ctx)
  const late = await reserve(ctx, sale, ANN)
  await passDeadline(ctx, late)
  await settleAll(ctx)
  for (const userId of ['x', 'y']) await reserve(ctx, sale, userId)
  await act(ctx, late, 'approve_late')
  await settleAll(ctx)
  assert.deepEqual(await queued(), ['payment_failed to ann@example.com', 'payment_failed to ann@example.com'])
  const [, told] = await ctx.db.select().from(mails).orderBy(mails.id)
  assert.match(told?.text ?? '', /came after its deadline.*The money goes back to you\./s)
})

test('an order of a guest is mailed to the account that the guest belongs to, and of nobody’s guest to nobody', async () => {
  const guest = newGuest()
  assert.equal(await linkGuest(ctx, guest, BEN), 'linked')
  const sale = await paidSale(ctx)
  for (const userId of [guest, newGuest()]) await act(ctx, await reserve(ctx, sale, userId), 'approve')
  await settleAll(ctx)
  assert.deepEqual(await queued(), ['receipt to ben@example.com'])
})

test('a shop without mail queues none', async () => {
  const silent = { ...ctx, settings: { ...ctx.settings, mail: undefined } }
  await act(silent, await reserve(silent, await paidSale(ctx), ANN), 'approve')
  await settleAll(silent)
  assert.deepEqual(await queued(), [])
})

test('a refund is mailed once the money was given back, and once, even if a server is killed in between', async () => {
  const sale = await paidSale(ctx)
  const order = await reserve(ctx, sale, ANN, 0, 1)
  await act(ctx, order, 'approve')
  await settleAll(ctx)
  await ctx.db.delete(mails)
  const items = [{ id: itemAt(sale, 0), quantity: 1 }]
  granted(await refundOrder(ctx, { id: order.id, items, reason: 'Arrived damaged' }))
  assert.deepEqual(await queued(), [], 'the provider has not given it back yet')
  for (const fault of [crashBefore, crashAfter]) {
    await advancePayments(withFaults(ctx, { payments: { refund: fault } }))
    await makeDue(ctx, order)
  }
  await settleAll(other)
  await makeDue(ctx, order)
  await settleAll(ctx)
  assert.deepEqual(await queued(), ['refund to ann@example.com'])
  const { subject, text } = await onlyMail()
  assert.equal(subject, `Refund of €15.00 for order ${order.number}`)
  assert.match(text, /Reason: Arrived damaged/)
  assert.equal(text.match(/: €15\.00$/gm)?.length, 1)
})
