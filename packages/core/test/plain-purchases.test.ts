/** Two statements commit takes. The one for plain batches must decide and write the same as the general one. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createPool, type Pool } from '@hourglass/db'
import { pick, randomFrom } from '../src/catalog/random.ts'
import { DEFERRED } from '../src/ledger/batcher.ts'
import type { Sale } from '../src/ledger/index.ts'
import { commitTakes, type TakeRow, type TakeVerdict } from '../src/ledger/takes.ts'
import { merchantSale } from './held-shop.ts'
import { createStage, type Stage } from './stage.ts'

const LIFETIMES = { holdMs: 60_000, paymentMs: 60_000 }

let stage: Stage
let pool: Pool
before(async () => {
  stage = await createStage()
  pool = createPool(stage.stores.databaseUrl, { max: 1, pipeline: true, indexed: true })
})
after(async () => {
  await pool?.end()
  await stage?.stop()
})

/** The pool, and the names of the statements sent through it. */
function watched(): { pool: Pool; sent: Set<string> } {
  const sent = new Set<string>()
  const connect = async () => {
    const client = await pool.connect()
    const query = (query: string | { name?: string }) => {
      if (typeof query === 'object' && query.name) sent.add(query.name)
      return client.query(query as string)
    }
    return Object.create(client, { query: { value: query } })
  }
  return { pool: Object.create(pool, { connect: { value: connect } }), sent }
}

const PLAIN = 'commit-purchases'
const GENERAL = 'commit-takes'

const GOODS = [
  { stock: 1 },
  { stock: 2 },
  { stock: 40 },
  { stock: 40, buyer_limit: 2 },
  { stock: 3, buyer_limit: 1 },
  { stock: 200 },
  { stock: 200, buyer_limit: 3 },
].map((goods, i) => ({ ...goods, price: 100 * (i + 1) }))
const BUYERS = ['Ünal 🙂', "o'neil", 'guest:1', ...Array.from({ length: 20 }, (_, i) => `buyer ${i}`)]

/** The status of the sales in some of every ten rounds; in the others they are open. */
const STATES: Record<number, string> = {
  6: "guests = 'refused'",
  7: "guests = 'allowed', paused_at = now()",
  8: 'paused_at = NULL, ends_at = clock_timestamp()',
  9: 'ends_at = NULL, opened_at = NULL',
}

/** A purchase for either sale, by position. */
interface Asked {
  id: number
  userId: string
  position: number
  quantity: number
  /** A stale epoch, or an unknown sale. */
  wrong: 'epoch' | 'sale' | null
}

/** A plain batch: every purchase is of a different item. */
function batchOf(random: () => number, ids: () => number): Asked[] {
  // So few buyers that some appear twice. The last position has no item.
  const buyers = BUYERS.toSorted(() => random() - 0.5).slice(0, 3)
  const positions = [...GOODS.keys(), GOODS.length].toSorted(() => random() - 0.5)
  return positions.slice(0, 1 + Math.floor(random() * positions.length)).map((position) => ({
    id: ids(),
    userId: pick(random, buyers),
    position,
    quantity: pick(random, [1, 1, 1, 2, 3, 11]),
    wrong: pick(random, ['epoch', 'sale', ...Array<null>(18).fill(null)]),
  }))
}

const rowOf = (sale: Sale, ids: string[], { id, userId, position, quantity, wrong }: Asked): TakeRow => ({
  id: ids[id] ?? '',
  userId,
  kind: 'purchase',
  saleId: wrong === 'sale' ? 2_000_000 : sale.id,
  epoch: wrong === 'epoch' ? sale.epoch - 1 : sale.epoch,
  lines: [{ itemId: sale.firstItemId + position, quantity }],
})

/** The final outcome of each purchase with its prices, by position. `extra` is added to every batch. */
async function committed(
  decider: typeof PLAIN | typeof GENERAL,
  sale: Sale,
  rows: TakeRow[],
  extra: () => TakeRow[] = () => [],
) {
  const verdicts = new Map<TakeRow, TakeVerdict>()
  for (let waiting = rows; waiting.length > 0; ) {
    const { pool, sent } = watched()
    const found = await commitTakes(pool, [...waiting, ...extra()], LIFETIMES)
    assert.deepEqual(sent, new Set(['lock-rows', decider]))
    assert.notEqual(found[0], DEFERRED, 'the first take of a batch is decided')
    for (const [i, row] of waiting.entries()) {
      const verdict = found[i]
      if (typeof verdict === 'object') verdicts.set(row, verdict)
    }
    waiting = waiting.filter((row) => !verdicts.has(row))
  }
  return rows.map((row) => {
    const verdict = verdicts.get(row)
    if (!verdict || !('lines' in verdict)) return verdict
    const lines = verdict.lines.map((line) => ({ ...line, itemId: line.itemId - sale.firstItemId }))
    return { ...verdict, lines, createdAt: 'createdAt' in verdict }
  })
}

/** Everything that the ledger stores for a sale, with positions and numbers instead of ids and times. */
async function auditOf(sale: Sale, ids: string[]): Promise<unknown[][]> {
  const numbers = new Map(ids.map((id, number) => [id, number]))
  const tables = ['items', 'buyers', 'buyer_items', 'orders', 'order_lines', 'outbox_events']
  const read = tables.map((table) =>
    pool.query({ text: `SELECT '${table}' AS of, t.* FROM ${table} t WHERE sale_id = $1`, values: [sale.id] }),
  )
  const rows = (await Promise.all(read))
    .flatMap((result) => result.rows)
    .filter(({ of, type }) => of !== 'outbox_events' || type === 'order.confirmed')
  return rows
    .map((row) => {
      const { sale_id, id, order_id, item_id, subject, data, created_at, changed_at, at, tx, ...rest } = row
      const itemId = row.of === 'items' ? id : item_id
      const order = row.of === 'orders' ? id : (order_id ?? subject)
      const { sale_id: _, order_id: orderId, lines, ...event } = data ?? {}
      const prices = lines?.map((line: { item_id: number }) => ({ ...line, item_id: line.item_id - sale.firstItemId }))
      const position = itemId === undefined ? null : Number(itemId) - sale.firstItemId
      return [row.of, position, numbers.get(order), numbers.get(orderId), JSON.stringify([rest, event, prices])]
    })
    .toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
}

test('a plain batch is decided and written exactly as the general statement would', async () => {
  const [one, other, third] = [
    await merchantSale(stage.ctx, GOODS, { buyer_limit: 5 }),
    await merchantSale(stage.ctx, GOODS, { buyer_limit: 5 }),
    await merchantSale(stage.ctx, [{ stock: 1_000_000, price: 1 }], { buyer_limit: 5 }),
  ]
  const seen = new Set<string>()
  const random = randomFrom(7)
  const ids: [string[], string[]] = [[], []]
  for (let round = 0; round < 60; round++) {
    const fresh = () => ids[0].push(randomUUIDv7()) && ids[1].push(randomUUIDv7()) - 1
    // Some ids of earlier rounds are repeated, each once per batch.
    const old = [...ids[0].keys()].toSorted(() => random() - 0.5)
    const asked = batchOf(random, () => (random() < 0.1 ? old.pop() : undefined) ?? fresh())
    const state = STATES[round % 10] ?? 'paused_at = NULL, ends_at = NULL, opened_at = starts_at'
    await pool.query(`UPDATE sales SET ${state} WHERE id IN (${one.id}, ${other.id})`)
    // An order of a third sale does not affect the others, but makes the batch not plain.
    const order = (): TakeRow => ({
      id: randomUUIDv7(),
      saleId: third.id,
      userId: randomUUIDv7(),
      epoch: null,
      kind: 'order',
      lines: [{ itemId: third.firstItemId, quantity: 1 }],
    })
    const rows = asked.map((each) => rowOf(one, ids[0], each))
    const same = asked.map((each) => rowOf(other, ids[1], each))
    const found = await committed(PLAIN, one, rows)
    const expected = await committed(GENERAL, other, same, () => [order()])
    assert.deepEqual(found, expected, `round ${round}: ${JSON.stringify(asked)}`)
    for (const verdict of found)
      if (verdict) seen.add('lines' in verdict ? `${verdict.lines[0]?.verdict}` : verdict.status)
  }
  assert.deepEqual(await auditOf(one, ids[0]), await auditOf(other, ids[1]))
  assert.deepEqual([...seen].toSorted(), [
    'exists',
    'item_not_found',
    'limit_reached',
    'sale_closed',
    'sale_not_found',
    'sale_not_open',
    'sale_paused',
    'sign_in_required',
    'sold_out',
    'stale',
    'taken',
  ])
})

test('a batch with a repeated item or id, or with anything but one-line purchases, is not plain', async () => {
  const sale = await merchantSale(
    stage.ctx,
    [
      { stock: 9, price: 1 },
      { stock: 9, price: 1 },
    ],
    { buyer_limit: 5 },
  )
  const row = (userId: string, position: number, change: Partial<TakeRow> = {}): TakeRow => ({
    id: randomUUIDv7(),
    saleId: sale.id,
    userId,
    epoch: sale.epoch,
    kind: 'purchase',
    lines: [{ itemId: sale.firstItemId + position, quantity: 1 }],
    ...change,
  })
  const [first, second] = [row('ann', 0).lines[0], row('ann', 1).lines[0]]
  assert.ok(first && second)
  const batches = {
    'an item': [row('ann', 0), row('bob', 0)],
    'two lines': [row('dan', 0, { lines: [first, second] })],
    'a hold': [row('eve', 0, { kind: 'hold' })],
    'an order': [row('fay', 0, { kind: 'order' })],
  }
  for (const [what, rows] of Object.entries(batches)) {
    const verdicts = await committed(GENERAL, sale, rows)
    assert.deepEqual(
      verdicts.map((verdict) => verdict?.status),
      rows.map(() => 'taken'),
      what,
    )
  }
  const twice = row('gus', 0)
  const { pool, sent } = watched()
  await assert.rejects(commitTakes(pool, [twice, { ...twice, userId: 'hal', lines: [second] }], LIFETIMES), {
    code: '23505',
  })
  assert.ok(sent.has(GENERAL), 'an id')
})
