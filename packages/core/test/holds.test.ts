/** Holds: one unit for one buyer until a deadline, with exactly one end. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { and, eq } from 'drizzle-orm'
import { type EndRow, ReplyLost, type Sale } from '../src/ledger/index.ts'
import {
  type Context,
  cancelHold,
  confirmHold,
  createHold,
  expireHolds,
  listHolds,
  readHold,
  reconcile,
  sweep,
  syncExpired,
} from '../src/operations/index.ts'
import { Crash, precededBy, unreachable, withFaults, withoutGate } from './faults.ts'
import { agree, crashingOn, granted, holdOf, itemAt, merchantSale, unitsOf, wordOf } from './held-shop.ts'
import { buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
let ctx: Context
let other: Context
before(async () => {
  stage = await createStage({ settings: { takeLeaseMs: 0 } })
  ctx = stage.ctx
  other = await stage.anotherServer()
})
after(async () => {
  await stage.stop()
})

/** Moves the deadline of a hold into the past, by PostgreSQL's clock. */
const lapse = (id: string) =>
  ctx.db
    .update(schema.holds)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(schema.holds.id, id))

const eventsOf = async (sale: Sale): Promise<string[]> => {
  const rows = await ctx.db
    .select({ type: schema.outboxEvents.type })
    .from(schema.outboxEvents)
    .where(eq(schema.outboxEvents.saleId, sale.id))
    .orderBy(schema.outboxEvents.id)
  return rows.map((row) => row.type).filter((type) => !type.startsWith('sale.'))
}

/** The gate is notified of an end shortly after the response. */
const unitsBecome = (sale: Sale, units: string) =>
  until(units, async () => (await unitsOf(ctx, sale).catch(() => '')) === units)

describe('a hold', () => {
  test('takes its unit off the shelf, and no other buyer gets it', async () => {
    const sale = await stage.openSale()
    const hold = await holdOf(ctx, sale, 'ann', 0)
    assert.equal(hold.status, 'ACTIVE')
    assert.equal(Date.parse(hold.expires_at) - Date.parse(hold.created_at), ctx.settings.holdMs)
    assert.equal(wordOf(await createHold(other, { user_id: 'bob', item_id: itemAt(sale, 0) })), 'item_held')
    assert.equal(await unitsOf(ctx, sale), '0 + 1 + 9')
    assert.deepEqual(await eventsOf(sale), ['reservation.created'])
  })

  test('requested again returns the same hold with the same deadline, on any server, with or without a gate', async () => {
    const sale = await stage.openSale()
    const hold = await holdOf(ctx, sale, 'ann', 0)
    for (const server of [ctx, other, withoutGate(ctx)]) {
      const again = granted(await createHold(server, { user_id: 'ann', item_id: itemAt(sale, 0) }))
      assert.deepEqual(
        [again.made, again.reservation.id, again.reservation.expires_at],
        [false, hold.id, hold.expires_at],
      )
    }
    assert.equal(await unitsOf(ctx, sale), '0 + 1 + 9')
  })

  test('requested fifty times in parallel is one hold with fifty equal responses', async () => {
    const sale = await merchantSale(ctx, [{ stock: 100, price: 5 }], { buyer_limit: 10 })
    const asked = Array.from({ length: 50 }, (_, i) =>
      createHold(i % 2 === 0 ? ctx : other, { user_id: 'ann', item_id: itemAt(sale, 0) }),
    )
    const ids = (await Promise.all(asked)).map((outcome) => granted(outcome).reservation.id)
    assert.equal(new Set(ids).size, 1)
    await unitsBecome(sale, '0 + 1 + 99')
  })

  test('counts against the limit until it ends', async () => {
    const sale = await stage.openSale()
    const hold = await holdOf(ctx, sale, 'ann', 0)
    await holdOf(ctx, sale, 'ann', 1)
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'ann', 2)), 'sold 1')
    for (const server of [ctx, withoutGate(ctx)]) {
      assert.equal(wordOf(await createHold(server, { user_id: 'ann', item_id: itemAt(sale, 3) })), 'limit_reached')
      assert.equal(await buy(server, await codeFor(server, sale, 'ann', 3)), 'limit_reached')
    }
    granted(await cancelHold(ctx, { id: hold.id }))
    await unitsBecome(sale, '1 + 1 + 8')
    assert.equal(wordOf(await createHold(ctx, { user_id: 'ann', item_id: itemAt(sale, 3) })), 'ok')
  })

  test('that is confirmed becomes an order with the same id, and its event names the buyer and the item', async () => {
    const sale = await stage.openSale()
    const { id } = await holdOf(ctx, sale, 'ann', 0)
    const { order, reservation } = granted(await confirmHold(ctx, { id }))
    assert.deepEqual([order.id, order.units, order.user_id, reservation.status], [id, 1, 'ann', 'CONFIRMED'])
    await unitsBecome(sale, '1 + 0 + 9')
    const [event] = await ctx.db
      .select()
      .from(schema.outboxEvents)
      .where(and(eq(schema.outboxEvents.saleId, sale.id), eq(schema.outboxEvents.type, 'reservation.confirmed')))
    const { confirmed_at, ...data } = (event?.data ?? {}) as Record<string, unknown>
    assert.deepEqual(data, { reservation_id: id, product_id: itemAt(sale, 0), user_id: 'ann', sale_id: sale.id })
    assert.equal(new Date(String(confirmed_at)).toISOString(), confirmed_at)
    assert.deepEqual(await eventsOf(sale), ['reservation.created', 'reservation.confirmed', 'order.confirmed'])
  })

  test('that is canceled returns its unit to the shelf at once', async () => {
    const sale = await stage.openSale()
    const { id } = await holdOf(ctx, sale, 'ann', 0)
    assert.equal(granted(await cancelHold(ctx, { id, user_id: 'ann' })).status, 'CANCELED')
    await unitsBecome(sale, '0 + 0 + 10')
    await holdOf(other, sale, 'bob', 0)
  })

  test('that expires returns its unit to the shelf, and not before the deadline', async () => {
    const sale = await stage.openSale()
    const [late, young] = [await holdOf(ctx, sale, 'ann', 0), await holdOf(ctx, sale, 'bob', 1)]
    await lapse(late.id)
    assert.equal(await expireHolds(ctx), 1)
    assert.equal(await expireHolds(ctx), 0)
    assert.equal(await unitsOf(ctx, sale), '0 + 1 + 9')
    assert.equal(granted(await readHold(ctx, { id: late.id })).status, 'EXPIRED')
    assert.equal(granted(await readHold(ctx, { id: young.id })).status, 'ACTIVE')
    assert.deepEqual((await eventsOf(sale)).at(-1), 'reservation.expired')
    assert.deepEqual(granted(await syncExpired(ctx)), { expired: 0 })
  })

  test('that has ended reports its final status and never changes again', async () => {
    const sale = await stage.openSale()
    const [sold, given, lapsed] = await Promise.all([0, 1, 2].map((at) => holdOf(ctx, sale, `buyer ${at}`, at)))
    if (!sold || !given || !lapsed) throw new Error('unreachable')
    await confirmHold(ctx, { id: sold.id })
    await cancelHold(ctx, { id: given.id })
    await lapse(lapsed.id)
    await expireHolds(ctx)
    for (const [id, word] of [
      [sold.id, 'hold_confirmed'],
      [given.id, 'hold_canceled'],
      [lapsed.id, 'hold_expired'],
    ] as const) {
      assert.equal(wordOf(await confirmHold(ctx, { id })), word)
      assert.equal(wordOf(await cancelHold(ctx, { id })), word)
    }
    await unitsBecome(sale, '1 + 0 + 9')
  })

  test('of another buyer is not found: it cannot be read, confirmed or canceled', async () => {
    const sale = await stage.openSale()
    const { id } = await holdOf(ctx, sale, 'ann', 0)
    for (const verb of [readHold, confirmHold, cancelHold]) {
      assert.equal(wordOf(await verb(ctx, { id, user_id: 'stranger' })), 'hold_not_found')
    }
    assert.equal(granted(await listHolds(ctx, { user_id: 'stranger' })).reservations.length, 0)
    assert.equal(await unitsOf(ctx, sale), '0 + 1 + 9')
  })

  test('is listed by buyer and status, in pages, newest first', async () => {
    const sale = await stage.openSale()
    const ids: string[] = []
    for (const at of [0, 1, 2]) ids.unshift((await holdOf(ctx, sale, 'lister', at)).id)
    await cancelHold(ctx, { id: ids[2] })
    const list = async (more: object) => granted(await listHolds(ctx, { user_id: 'lister', ...more }))
    assert.deepEqual(
      (await list({})).reservations.map((hold) => hold.id),
      ids,
    )
    assert.deepEqual(
      (await list({ status: 'CANCELED' })).reservations.map((hold) => hold.id),
      [ids[2]],
    )
    const first = await list({ limit: 2 })
    assert.deepEqual([first.reservations.map((hold) => hold.id), first.next_cursor], [ids.slice(0, 2), ids[1]])
    const second = await list({ limit: 2, cursor: first.next_cursor })
    assert.deepEqual([second.reservations.map((hold) => hold.id), second.next_cursor], [[ids[2]], null])
    assert.deepEqual(
      (await list({ offset: 1, limit: 1 })).reservations.map((hold) => hold.id),
      [ids[1]],
    )
  })
})

describe('of two concurrent ends exactly one wins', () => {
  for (const [title, ...rivals] of [
    ['confirm with cancel', confirmHold, cancelHold],
    ['cancel twice', cancelHold, cancelHold],
    ['confirm twice', confirmHold, confirmHold],
    ['confirm with expiry', confirmHold, () => expireHolds(other)],
    ['cancel with expiry', cancelHold, () => expireHolds(other)],
  ] as const) {
    test(title, async () => {
      const sale = await stage.openSale({ buyerLimit: 10 })
      for (let at = 0; at < 10; at++) {
        const { id } = await holdOf(ctx, sale, 'ann', at)
        if (title.endsWith('expiry')) await lapse(id)
        const ended = await Promise.all(rivals.map((verb, i) => verb(i === 0 ? ctx : other, { id })))
        const wins = ended.map((end) => (typeof end === 'number' ? end : Number(end.ok)))
        assert.equal(wins[0] === 1 ? wins[1] : wins[1] === 1 && wins[0], 0, `${title}: ${wins}`)
      }
      const ends = (await eventsOf(sale)).filter((type) => /canceled|expired|reservation.confirmed/.test(type))
      assert.equal(ends.length, 10, 'one event each')
      await until('the gate is notified', async () => (await unitsOf(ctx, sale).catch(() => '')) !== '')
      await agree(ctx)
    })
  }
})

describe('when a server crashes', () => {
  test('between take and commit, the unit returns to the shelf, and a late commit is refused because the id is void', async () => {
    const sale = await stage.openSale()
    const asked = { user_id: 'ann', item_id: itemAt(sale, 0) }
    await assert.rejects(createHold(crashingOn(ctx, 'before commit'), asked), Crash)
    assert.equal(await sweep(ctx), 1)
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 10')
    assert.equal(await ctx.db.$count(schema.holds, eq(schema.holds.status, 'void')), 1)
    assert.equal(granted(await listHolds(ctx, { user_id: 'somebody' })).reservations.length, 0)
    assert.equal(wordOf(await createHold(ctx, asked)), 'ok')
  })

  for (const point of ['after commit', 'before notify'] as const) {
    test(`${point}, the hold stands, the sweeper keeps its unit off the shelf, and a repeat finds it`, async () => {
      const sale = await stage.openSale()
      const asked = { user_id: 'ann', item_id: itemAt(sale, 0) }
      await createHold(crashingOn(ctx, point), asked).catch((error) => assert.equal(error instanceof Crash, true))
      assert.equal(await sweep(ctx), 1)
      assert.equal(await sweep(ctx), 0)
      const { made, reservation } = granted(await createHold(other, asked))
      assert.equal(made, false)
      assert.equal(await unitsOf(ctx, sale), '0 + 1 + 9')
      granted(await cancelHold(other, { id: reservation.id }))
      await unitsBecome(sale, '0 + 0 + 10')
    })
  }

  test('or is paused beyond its lease, its late commit finds the id void, and it holds under a new id', async () => {
    const sale = await stage.openSale()
    const paused = withFaults(ctx, { ledger: { commitTake: precededBy(() => sweep(ctx)) } })
    // Each attempt is swept before it commits: none may succeed, and no unit may be lost.
    assert.equal(wordOf(await createHold(paused, { user_id: 'ann', item_id: itemAt(sale, 0) })), 'busy')
    await unitsBecome(sale, '0 + 0 + 10')
    assert.equal(wordOf(await createHold(ctx, { user_id: 'ann', item_id: itemAt(sale, 0) })), 'ok')
  })
})

describe('when Redis', () => {
  test('is unavailable, holds are created, confirmed and canceled by the ledger alone, and the rebuilt gate has them', async () => {
    const sale = await stage.openSale()
    const server = withoutGate(ctx)
    const [kept, sold, given] = [
      await holdOf(server, sale, 'ann', 0),
      await holdOf(server, sale, 'bob', 1),
      await holdOf(server, sale, 'cy', 2),
    ]
    granted(await confirmHold(server, { id: sold.id }))
    granted(await cancelHold(server, { id: given.id }))
    await reconcile(ctx, new Map())
    assert.equal(await unitsOf(ctx, sale), '1 + 1 + 8')
    assert.equal(granted(await createHold(ctx, { user_id: 'ann', item_id: itemAt(sale, 0) })).reservation.id, kept.id)
    granted(await cancelHold(ctx, { id: kept.id }))
    await unitsBecome(sale, '1 + 0 + 9')
    await agree(ctx)
  })

  test('is flushed, holds stay active and end once', async () => {
    const sale = await stage.openSale()
    const { id } = await holdOf(ctx, sale, 'ann', 0)
    await stage.redis.flushall()
    assert.equal(wordOf(await createHold(ctx, { user_id: 'bob', item_id: itemAt(sale, 0) })), 'item_held')
    assert.equal(await unitsOf(ctx, sale), '0 + 1 + 9')
    granted(await confirmHold(other, { id }))
    await unitsBecome(sale, '1 + 0 + 9')
    await agree(ctx)
  })

  test('misses the end of a hold, the gate is rebuilt', async () => {
    const sale = await stage.openSale()
    const { id } = await holdOf(ctx, sale, 'ann', 0)
    const deaf = withFaults(ctx, { gate: { release: unreachable } })
    granted(await cancelHold(deaf, { id }))
    await until('the sale is marked dirty', () => ctx.dirtySales.has(sale.id))
    await reconcile(ctx, new Map())
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 10')
  })
})

test('units of holds that expired in a commit whose response was lost are back on the shelf after the next reconciliation', async () => {
  const sale = await merchantSale(ctx, [{ stock: 2, price: 5 }])
  const [lapsed, given] = [await holdOf(ctx, sale, 'ann', 0), await holdOf(ctx, sale, 'ben', 0)]
  await lapse(lapsed.id)
  const lost = async () => {
    throw new ReplyLost('lost')
  }
  const ledger = {
    ...ctx.ledger,
    expireHolds: (most: number) => ctx.ledger.expireHolds(most).then(lost),
    endHeld: (row: EndRow) => ctx.ledger.endHeld(row).then(lost),
  }
  const deaf = { ...ctx, ledger }
  await assert.rejects(expireHolds(deaf), ReplyLost)
  assert.equal(wordOf(await cancelHold(deaf, { id: given.id })), 'unavailable')
  const seen = await ctx.gate.compare(sale)
  assert.equal(seen.status === 'ok' && seen.units.out[0], 2)

  await reconcile(ctx, new Map())
  assert.equal(await unitsOf(ctx, sale), '0 + 0 + 2')
  await agree(ctx)
})

test('two servers expire disjoint sets of overdue holds', async () => {
  const sale = await merchantSale(ctx, [{ stock: 1_000, price: 5 }], { buyer_limit: 1 })
  await Promise.all(Array.from({ length: 600 }, (_, i) => holdOf(ctx, sale, `buyer ${i}`, 0)))
  await ctx.db
    .update(schema.holds)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(schema.holds.saleId, sale.id))
  const [mine, theirs] = await Promise.all([expireHolds(ctx), expireHolds(other)])
  assert.equal(mine + theirs, 600)
  await unitsBecome(sale, '0 + 0 + 1000')
  await agree(ctx)
})
