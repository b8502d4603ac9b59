/** The waiting room of a sale. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq, sql } from 'drizzle-orm'
import { drawKeyOf, emptyLogDigest, logEntryOf, nextLogDigest, positionInQueue } from '../src/catalog/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import {
  advanceQueues,
  applyScheduledTransitions,
  type Context,
  changeQueue,
  checkout,
  closeSale,
  createHold,
  joinQueue,
  purchase,
  readJoinLog,
  readPlace,
  readQueue,
} from '../src/operations/index.ts'
import { granted, itemAt, merchantSale, order, unitsOf, wordOf } from './held-shop.ts'
import {
  admitAll,
  admitted,
  buyersNamed,
  GOODS,
  join,
  joinAll,
  passesExpire,
  prove,
  queueSale,
  start,
  ticketNow,
  timePasses,
  withPass,
} from './queue-shop.ts'
import { codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const { queues, sales } = schema

let stage: Stage
let ctx: Context
before(async () => {
  stage = await createStage()
  ctx = stage.ctx
})
after(() => stage.stop())

const storedQueue = async (sale: Sale) => {
  const queue = await ctx.ledger.readQueue(sale.id)
  assert.ok(queue)
  return queue
}

/** Checks out, holds and orders. */
async function tried(server: Context, sale: Sale, user: string): Promise<string[]> {
  return [
    wordOf(await checkout(server, { user_id: user, id: itemAt(sale, 0) })),
    wordOf(await createHold(server, { user_id: user, item_id: itemAt(sale, 0) })),
    wordOf(await order(server, sale, user, [1, 1])),
  ]
}

const same = (word: string): string[] => [word, word, word]

describe('joining', () => {
  test('every buyer gets one place, numbered without gaps', async () => {
    const sale = await queueSale(ctx)
    const places = await joinAll(ctx, sale, buyersNamed('j', 600))
    assert.deepEqual(
      places.map(({ seq }) => seq).toSorted((a, b) => a - b),
      Array.from({ length: 600 }, (_, i) => i + 1),
    )
    assert.ok(places.every(({ state, position, pass }) => state === 'joined' && position === null && pass === null))
  })

  test('joining twice gives the same ticket, at any two servers at once', async () => {
    const sale = await queueSale(ctx)
    const other = await stage.anotherServer()
    const tickets = await Promise.all(
      [ctx, other, ctx, other].map(async (server) => (await join(server, sale, 'twice')).ticket),
    )
    assert.equal(new Set(tickets).size, 1)
    assert.equal((await storedQueue(sale)).joined, 1)
  })

  test('a repeat after a lost answer counts as made by the first request', async () => {
    const sale = await queueSale(ctx)
    const row = { saleId: sale.id, userId: 'lost', ticket: ctx.newId(), proof: null, replaces: null }
    assert.equal((await ctx.ledger.joinQueue(row)).status, 'joined')
    assert.equal((await ctx.ledger.joinQueue(row)).status, 'joined')
    assert.equal((await ctx.ledger.joinQueue({ ...row, ticket: ctx.newId() })).status, 'has_place')
  })

  test('a sale without a queue, with an opened door, sold out or closed cannot be joined', async () => {
    const attempt = async (sale: Sale) => wordOf(await joinQueue(ctx, { id: sale.id, user_id: 'late' }))
    assert.equal(await attempt(await merchantSale(ctx, GOODS)), 'door_open')
    const opened = await queueSale(ctx)
    granted(await changeQueue(ctx, { id: opened.id, door: 'open' }))
    assert.equal(await attempt(opened), 'door_open')
    const closed = await queueSale(ctx)
    granted(await closeSale(ctx, { id: closed.id }))
    assert.equal(await attempt(closed), 'queue_closed')
    const sold = await queueSale(ctx)
    await ctx.db.update(sales).set({ soldOutAt: sql`now()` }).where(eq(sales.id, sold.id))
    await ctx.sales.refresh(sold.id)
    assert.equal(await attempt(sold), 'sold_out')
    assert.equal(wordOf(await joinQueue(ctx, { id: 999_999, user_id: 'late' })), 'sale_not_found')
  })

  test('the ledger refuses what a server does not know yet', async () => {
    const sale = await queueSale(ctx)
    const row = { saleId: sale.id, userId: 'late', ticket: ctx.newId(), proof: null, replaces: null }
    const attempt = async () => (await ctx.ledger.joinQueue(row)).status
    await ctx.db.update(sales).set({ guests: 'refused' }).where(eq(sales.id, sale.id))
    assert.equal((await ctx.ledger.joinQueue({ ...row, userId: 'guest:1' })).status, 'sign_in_required')
    await ctx.db.update(sales).set({ door: 'opened' }).where(eq(sales.id, sale.id))
    assert.equal(await attempt(), 'door_open')
    await ctx.db.update(sales).set({ closedAt: sql`now()` }).where(eq(sales.id, sale.id))
    assert.equal(await attempt(), 'queue_closed')
    await ctx.db.update(sales).set({ soldOutAt: sql`now()` }).where(eq(sales.id, sale.id))
    assert.equal(await attempt(), 'sold_out')
  })

  test('a guest cannot join a sale that refuses guests', async () => {
    const sale = await queueSale(ctx, { guests: 'refused' })
    assert.equal(wordOf(await joinQueue(ctx, { id: sale.id, user_id: 'guest:1' })), 'sign_in_required')
  })

  test('an account has the place of the guest that it is linked to', async () => {
    const sale = await queueSale(ctx)
    const place = await join(ctx, sale, 'guest:linked')
    const server = { ...ctx, linkedGuests: ['guest:linked'] }
    assert.equal((await join(server, sale, 'account:1')).ticket, place.ticket)
    await start(ctx, sale)
    await admitAll(ctx, sale)
    const { pass } = await ticketNow(ctx, sale, place)
    assert.deepEqual(await tried(withPass(server, pass), sale, 'account:1'), same('ok'))
    assert.deepEqual(await tried(withPass(ctx, pass), sale, 'account:2'), same('pass_invalid'))
  })

  test('a ticket of somebody else, of another sale or of nobody is not found', async () => {
    const [sale, other] = [await queueSale(ctx), await queueSale(ctx)]
    const { ticket } = await join(ctx, sale, 'owner')
    const read = async (input: object) => wordOf(await readPlace(ctx, { id: sale.id, ticket, ...input }))
    assert.equal(await read({}), 'ok')
    assert.equal(await read({ user_id: 'owner' }), 'ok')
    assert.equal(await read({ user_id: 'thief' }), 'ticket_not_found')
    assert.equal(await read({ id: other.id }), 'ticket_not_found')
    assert.equal(await read({ ticket: ctx.newId() }), 'ticket_not_found')
    assert.equal(await read({ id: (await merchantSale(ctx, GOODS)).id }), 'ticket_not_found')
  })
})

describe('the draw', () => {
  test('everybody can recompute every position from the published secret and join log', async () => {
    const sale = await queueSale(ctx)
    const early = await joinAll(ctx, sale, buyersNamed('early', 40))
    await start(ctx, sale)
    const late = await joinAll(ctx, sale, buyersNamed('late', 5))
    await applyScheduledTransitions(ctx)
    await ctx.sales.refresh(sale.id)
    await ctx.queues.refresh(sale.id)

    const { entries } = granted(await readJoinLog(ctx, { id: sale.id }))
    const published = granted(await readQueue(ctx, { id: sale.id }))
    assert.equal(published.drawn, 40)
    const digest = entries.slice(0, 40).reduce(nextLogDigest, emptyLogDigest(sale.id))
    assert.equal(digest, published.digest)
    const secret = (await ctx.sales.get(sale.id))?.secret
    assert.ok(secret)
    assert.equal(published.key, drawKeyOf(secret, digest))

    const draw = { key: published.key ?? '', size: 40 }
    const places = await Promise.all([...early, ...late].map((place) => ticketNow(ctx, sale, place)))
    for (const { ticket, seq, position } of places) {
      assert.equal(entries[seq - 1], logEntryOf(ticket))
      assert.equal(position, positionInQueue(draw, seq))
    }
    assert.equal(new Set(places.map(({ position }) => position)).size, 45)
    assert.deepEqual(
      late.map(({ seq }) => seq).toSorted((a, b) => a - b),
      [41, 42, 43, 44, 45],
    )
  })

  test('pages of the join log neither skip nor repeat an entry', async () => {
    const sale = await queueSale(ctx)
    await joinAll(ctx, sale, buyersNamed('page', 25))
    await start(ctx, sale)
    await ctx.ledger.advanceQueues(1)
    await ctx.queues.refresh(sale.id)
    const whole = granted(await readJoinLog(ctx, { id: sale.id })).entries
    const paged: string[] = []
    let cursor: number | null | undefined
    while (cursor !== null) {
      const page = granted(await readJoinLog(ctx, { id: sale.id, limit: 10, ...(cursor !== undefined && { cursor }) }))
      paged.push(...page.entries)
      cursor = page.next_cursor
    }
    assert.equal(paged.length, 25)
    assert.deepEqual(paged, whole)
  })

  test('the join log is sealed until the draw', async () => {
    const sale = await queueSale(ctx)
    assert.equal(wordOf(await readJoinLog(ctx, { id: sale.id })), 'draw_pending')
    assert.equal(granted(await readQueue(ctx, { id: sale.id })).key, null)
  })

  test('many servers at once make one draw', async () => {
    const sale = await queueSale(ctx)
    const servers = [ctx, await stage.anotherServer(), await stage.anotherServer()]
    await joinAll(ctx, sale, buyersNamed('race', 30))
    await start(ctx, sale)
    await Promise.all([
      ...servers.map((server) => server.ledger.advanceQueues(1)),
      ...servers.map((server, i) => join(server, sale, `racer-${i}`)),
      ...servers.map((server) => server.ledger.advanceQueues(1)),
    ])
    const { drawn, digest, joined } = await storedQueue(sale)
    assert.deepEqual([drawn, joined], [30, 33])
    await ctx.ledger.advanceQueues(1)
    const later = await storedQueue(sale)
    assert.deepEqual([later.drawn, later.digest], [30, digest])
  })

  test('who joins after the secret is public takes no part, even if PostgreSQL’s clock went back', async () => {
    const sale = await queueSale(ctx)
    await join(ctx, sale, 'before')
    // Opened by a clock that was ahead of the present one.
    await ctx.db.update(sales).set({ openedAt: sql`now()` }).where(eq(sales.id, sale.id))
    await join(ctx, sale, 'after')
    assert.deepEqual([(await storedQueue(sale)).drawn, (await storedQueue(sale)).joined], [1, 2])
  })
})

describe('admission', () => {
  test('positions are admitted in order, as fast as the rate allows, whatever the number of servers', async () => {
    const sale = await queueSale(ctx)
    const servers = [ctx, await stage.anotherServer(), await stage.anotherServer()]
    const places = await joinAll(ctx, sale, buyersNamed('adm', 60))
    await start(ctx, sale)
    await Promise.all(servers.map((server) => server.ledger.advanceQueues(1)))
    // 600 a minute are 10 a second; the bucket holds one second.
    await timePasses(ctx, sale, 1)
    await Promise.all(servers.map((server) => server.ledger.advanceQueues(1)))
    const { admitted: count } = await storedQueue(sale)
    assert.ok(count >= 9 && count <= 12, `${count} were admitted`)
    const now = await Promise.all(places.map((place) => ticketNow(ctx, sale, place)))
    for (const { position, state, pass, ahead } of now) {
      const isIn = (position ?? 0) <= count
      assert.equal(state, isIn ? 'admitted' : 'waiting')
      assert.equal(pass !== null, isIn)
      assert.equal(ahead, isIn ? 0 : (position ?? 0) - count - 1)
    }
  })

  test('a gap in which no server ran does not let a crowd in', async () => {
    const sale = await queueSale(ctx)
    await joinAll(ctx, sale, buyersNamed('gap', 60))
    await start(ctx, sale)
    await ctx.ledger.advanceQueues(1)
    await timePasses(ctx, sale, 600)
    await ctx.ledger.advanceQueues(1)
    assert.equal((await storedQueue(sale)).admitted, 10)
  })

  test('a server that waited while another one advanced counts no time twice', async () => {
    const sale = await queueSale(ctx)
    await joinAll(ctx, sale, buyersNamed('late', 5))
    await start(ctx, sale)
    await ctx.ledger.advanceQueues(1)
    const waits = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    const [advancedAt, late] = await ctx.db.transaction(async (tx) => {
      await tx.select().from(queues).where(eq(queues.saleId, sale.id)).for('update')
      const late = ctx.ledger.advanceQueues(1)
      await until('the server waits', async () => (await tx.execute(waits)).rowCount === 1)
      const moment = sql`clock_timestamp()`
      const [row] = await tx
        .update(queues)
        .set({ advancedAt: moment })
        .where(eq(queues.saleId, sale.id))
        .returning({ at: queues.advancedAt })
      return [row?.at, { late }] as const
    })
    await late.late
    assert.ok(advancedAt && Number((await storedQueue(sale)).advancedAt) >= advancedAt.getTime())
  })

  test('capacity that expires while the queue is paused is given to others once it is resumed', async () => {
    const sale = await queueSale(ctx)
    await joinAll(ctx, sale, buyersNamed('kept', 20))
    await start(ctx, sale)
    await ctx.ledger.advanceQueues(1)
    await timePasses(ctx, sale, 1)
    await ctx.ledger.advanceQueues(1)
    const { admitted } = await storedQueue(sale)
    granted(await changeQueue(ctx, { id: sale.id, paused: true, rate_per_minute: 1 }))
    await passesExpire(ctx, sale)
    await ctx.ledger.advanceQueues(1)
    const paused = await storedQueue(sale)
    assert.deepEqual([paused.admitted, paused.expired], [admitted, 0])
    granted(await changeQueue(ctx, { id: sale.id, paused: false }))
    await ctx.ledger.advanceQueues(0)
    const resumed = await storedQueue(sale)
    assert.deepEqual([resumed.admitted, resumed.expired], [2 * admitted, admitted])
  })

  test('admissions go on when PostgreSQL’s clock goes back', async () => {
    const sale = await queueSale(ctx)
    await joinAll(ctx, sale, buyersNamed('back', 60))
    await start(ctx, sale)
    await timePasses(ctx, sale, -600)
    await ctx.ledger.advanceQueues(1)
    await timePasses(ctx, sale, 1)
    await ctx.ledger.advanceQueues(1)
    assert.ok((await storedQueue(sale)).admitted > 0)
  })

  test('a paused queue admits nobody; a resumed one goes on at its rate', async () => {
    const sale = await queueSale(ctx)
    await joinAll(ctx, sale, buyersNamed('pause', 30))
    await start(ctx, sale)
    await ctx.ledger.advanceQueues(1)
    assert.equal(granted(await changeQueue(ctx, { id: sale.id, paused: true })).state, 'paused')
    await timePasses(ctx, sale, 5)
    await ctx.ledger.advanceQueues(1)
    assert.equal((await storedQueue(sale)).admitted, 0)
    granted(await changeQueue(ctx, { id: sale.id, paused: false, rate_per_minute: 60 }))
    await timePasses(ctx, sale, 1)
    await ctx.ledger.advanceQueues(1)
    assert.equal((await storedQueue(sale)).admitted, 1)
  })

  test('admitting all lets everybody in who waits, and nobody who joins later', async () => {
    const sale = await queueSale(ctx)
    const places = await joinAll(ctx, sale, buyersNamed('all', 30))
    assert.equal(wordOf(await changeQueue(ctx, { id: sale.id, admit_all: true })), 'draw_pending')
    await start(ctx, sale)
    await ctx.ledger.advanceQueues(1)
    assert.equal(granted(await changeQueue(ctx, { id: sale.id, admit_all: true })).waiting, 0)
    for (const place of places) assert.equal((await ticketNow(ctx, sale, place)).state, 'admitted')
    assert.equal((await ticketNow(ctx, sale, await join(ctx, sale, 'later'))).state, 'waiting')
  })

  test('an open door lets everybody buy without a pass', async () => {
    const sale = await queueSale(ctx)
    const place = await join(ctx, sale, 'door')
    await start(ctx, sale)
    assert.deepEqual(await tried(ctx, sale, 'walk-in'), same('pass_required'))
    granted(await changeQueue(ctx, { id: sale.id, door: 'open' }))
    assert.deepEqual(await tried(ctx, sale, 'walk-in'), same('ok'))
    assert.equal((await ticketNow(ctx, sale, place)).state, 'open')
  })

  test('while the ledger is busy the rate halves with each run, and grows back in steps', async () => {
    const sale = await queueSale(ctx)
    await start(ctx, sale)
    const control = { share: 1 }
    const busy = { ...ctx, ledger: Object.create(ctx.ledger, { load: { value: 10_000 } }) } as Context
    const shares: number[] = []
    for (const server of [busy, busy, ctx, ctx]) {
      await advanceQueues(server, control)
      shares.push(Number(control.share.toFixed(2)))
    }
    assert.deepEqual(shares, [0.5, 0.25, 0.35, 0.45])
    for (let i = 0; i < 20; i++) await advanceQueues(busy, control)
    assert.equal(control.share, 1 / 64)
  })
})

describe('a pass', () => {
  test('is required, for its buyer, its sale and its time', async () => {
    const [sale, other] = [await queueSale(ctx), await queueSale(ctx)]
    await start(ctx, sale)
    await start(ctx, other)
    const server = await admitted(ctx, sale, 'ann')
    assert.deepEqual(await tried(ctx, sale, 'ann'), same('pass_required'))
    assert.deepEqual(await tried(withPass(ctx, 'forged'), sale, 'ann'), same('pass_invalid'))
    assert.deepEqual(await tried(server, sale, 'bob'), same('pass_invalid'))
    assert.deepEqual(await tried(server, other, 'ann'), same('pass_invalid'))
    assert.equal(await unitsOf(ctx, sale), '0 + 0 + 50')
    assert.deepEqual(await tried(server, sale, 'ann'), same('ok'))
    const bob = await admitted(ctx, sale, 'bob')
    const late = { ...bob, queues: { ...bob.queues, now: () => Date.now() + 601_000 } }
    assert.deepEqual(await tried(late, sale, 'bob'), same('pass_expired'))
  })

  test('can be sent together with those of other sales', async () => {
    const [sale, other] = [await queueSale(ctx), await queueSale(ctx)]
    for (const each of [sale, other]) await start(ctx, each)
    const passes = [await admitted(ctx, sale, 'ann'), await admitted(ctx, other, 'ann')].map(({ pass }) => pass)
    const server = withPass(ctx, `forged, ${passes.join(', ')}`)
    assert.deepEqual(await tried(server, sale, 'ann'), same('ok'))
    assert.deepEqual(await tried(server, other, 'ann'), same('ok'))
  })

  test('is required by a purchase, too, whose buyer it names', async () => {
    const sale = await queueSale(ctx)
    await start(ctx, sale)
    const ann = await admitted(ctx, sale, 'ann')
    const bob = await admitted(ctx, sale, 'bob')
    const code = await codeFor(ann, sale, 'ann', 0)
    assert.equal(wordOf(await purchase(ctx, { code })), 'pass_required')
    assert.equal(wordOf(await purchase(bob, { code })), 'code_not_found')
    assert.equal(wordOf(await purchase(bob, { code, user_id: 'ann' })), 'pass_invalid')
    assert.equal(wordOf(await purchase(ann, { code })), 'ok')
  })

  test('that expires after a purchase does not hide the order from a repeat', async () => {
    const sale = await queueSale(ctx)
    await start(ctx, sale)
    const ann = await admitted(ctx, sale, 'ann')
    const code = await codeFor(ann, sale, 'ann', 0)
    const later = { ...ann, queues: { ...ann.queues, now: () => Date.now() + 601_000 } }
    assert.equal(wordOf(await purchase(ann, { code })), 'ok')
    assert.equal(wordOf(await purchase(later, { code })), 'code_used')
    const fresh = await codeFor(ann, sale, 'ann', 1)
    assert.equal(wordOf(await purchase(later, { code: fresh })), 'pass_expired')
  })

  test('does not depend on the clocks of servers', async () => {
    const sale = await queueSale(ctx)
    await start(ctx, sale)
    const ann = await admitted(ctx, sale, 'ann')
    for (const minutes of [-10, 10]) {
      const server = { ...ann, clock: () => new Date(Date.now() + minutes * 60_000) }
      assert.equal(wordOf(await checkout(server, { user_id: 'ann', id: itemAt(sale, 0) })), 'ok')
    }
  })

  test('lets a buyer buy up to the limit, however many servers it is used at', async () => {
    const sale = await queueSale(ctx)
    await start(ctx, sale)
    const ann = await admitted(ctx, sale, 'ann')
    const other = withPass(await stage.anotherServer(), ann.pass ?? '')
    const words = await Promise.all(
      [ann, other, ann, other, ann, other].map(async (server, i) =>
        wordOf(await order(server, sale, 'ann', [i % 5, 1])),
      ),
    )
    assert.deepEqual(words.toSorted(), ['limit_reached', 'limit_reached', 'limit_reached', 'ok', 'ok', 'ok'])
    await until('the use of the pass is recorded', async () => (await storedQueue(sale)).used === 1)
  })

  test('that expires unused is given to the next in the queue, once', async () => {
    const sale = await queueSale(ctx)
    const places = await joinAll(ctx, sale, buyersNamed('exp', 30))
    await start(ctx, sale)
    await ctx.ledger.advanceQueues(1)
    await timePasses(ctx, sale, 1)
    await ctx.ledger.advanceQueues(1)
    const { admitted: first } = await storedQueue(sale)
    const now = await Promise.all(places.map((place) => ticketNow(ctx, sale, place)))
    const [user] = now.filter(({ state }) => state === 'admitted')
    assert.ok(user)
    assert.equal(wordOf(await checkout(withPass(ctx, user.pass), { user_id: user.user_id, id: itemAt(sale, 0) })), 'ok')
    await until('the use of the pass is recorded', async () => (await storedQueue(sale)).used === 1)

    granted(await changeQueue(ctx, { id: sale.id, rate_per_minute: 1 }))
    await passesExpire(ctx, sale)
    const servers = [ctx, await stage.anotherServer()]
    await Promise.all(servers.map((server) => server.ledger.advanceQueues(0)))
    const after = await storedQueue(sale)
    assert.equal(after.expired, first - 1)
    assert.ok(after.admitted >= 2 * first - 1 && after.admitted <= 2 * first, `${after.admitted} after ${first}`)
  })

  test('that has expired can be replaced by joining again, at the end', async () => {
    const sale = await queueSale(ctx)
    const first = await join(ctx, sale, 'slow')
    await joinAll(ctx, sale, buyersNamed('rest', 5))
    await start(ctx, sale)
    await admitAll(ctx, sale)
    await passesExpire(ctx, sale)
    assert.equal((await ticketNow(ctx, sale, first)).state, 'expired')
    const other = await stage.anotherServer()
    const again = await Promise.all([ctx, other, ctx].map((server) => join(server, sale, 'slow')))
    assert.deepEqual(new Set(again.map(({ seq }) => seq)), new Set([7]))
    assert.notEqual(again[0]?.ticket, first.ticket)
    assert.equal((await ticketNow(ctx, sale, first)).state, 'expired')
  })
})

describe('the proof of work', () => {
  let strict: Context
  before(async () => {
    strict = await stage.anotherServer({ queue: { ratePerMinute: 600, passMs: 600_000, proof: true } })
  })

  const attempt = async (sale: Sale, userId: string, proof?: unknown) =>
    wordOf(await joinQueue(strict, { id: sale.id, user_id: userId, ...(proof !== undefined && { proof }) }))

  test('is required, for its buyer and its sale, unchanged and in time', async () => {
    const [sale, other] = [await queueSale(strict), await queueSale(strict)]
    const proof = await prove(strict, sale, 'ann')
    const { challenge, solution } = proof
    assert.equal(await attempt(sale, 'ann'), 'proof_required')
    assert.equal(await attempt(sale, 'bob', proof), 'proof_invalid')
    assert.equal(await attempt(other, 'ann', proof), 'proof_invalid')
    assert.equal(
      await attempt(sale, 'ann', { challenge, solution: { ...solution, derivedKey: '00' } }),
      'proof_invalid',
    )
    const bob = {
      ...challenge.parameters.data,
      buyer: (await prove(strict, sale, 'bob')).challenge.parameters.data.buyer,
    }
    const retargeted = { ...challenge, parameters: { ...challenge.parameters, data: bob } }
    assert.equal(await attempt(sale, 'bob', { challenge: retargeted, solution }), 'proof_invalid')
    const cheap = { ...challenge, parameters: { ...challenge.parameters, cost: 1 } }
    assert.equal(await attempt(sale, 'ann', { challenge: cheap, solution }), 'proof_invalid')
    assert.equal(await attempt(sale, 'ann', { challenge, solution: 'x' }), 'invalid_request')
    assert.equal(await attempt(sale, 'ann', proof), 'ok')
    assert.equal(await attempt(sale, 'ann'), 'ok', 'who has a place needs no proof')
  })

  test('is accepted once across servers: a replay after the place has ended is refused', async () => {
    const sale = await queueSale(strict)
    const proof = await prove(strict, sale, 'replay')
    assert.equal(await attempt(sale, 'replay', proof), 'ok')
    await start(strict, sale)
    await admitAll(strict, sale)
    await passesExpire(strict, sale)
    await strict.queues.refresh(sale.id)
    assert.equal(await attempt(sale, 'replay', proof), 'proof_invalid')
    assert.equal(await attempt(sale, 'replay', await prove(strict, sale, 'replay')), 'ok')
  })

  test('costs more the faster people join', async () => {
    const sale = await queueSale(strict)
    const costOf = async (joinsPerSecond: number) => {
      const queue = await strict.queues.refresh(sale.id)
      const read = async () => queue && { ...queue, joinsPerSecond }
      const server = { ...strict, queues: { ...strict.queues, read } }
      return (await prove(server, sale, 'cost')).solution.counter
    }
    assert.ok((await costOf(0)) <= 200)
    assert.ok((await costOf(500)) >= 1_000)
  })
})

test('a queue row that admits more than have joined is refused by the database', async () => {
  const sale = await queueSale(ctx)
  await assert.rejects(ctx.db.update(queues).set({ admitted: 1 }).where(eq(queues.saleId, sale.id)))
})
