import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { createDatabase, createPool } from '@hourglass/db'
import { startMigratedStores } from '@hourglass/db/testing'
import type { TestStores } from '@hourglass/stack/testing'
import { sql } from 'drizzle-orm'
import type pg from 'pg'
import { createSaleDirectory } from '../src/ledger/index.ts'
import { findPlaces, joinQueues, readPlaces, usePasses } from '../src/ledger/queues.sql.ts'
import { readAwaiting } from '../src/ledger/reads.sql.ts'
import { commitPurchases, commitTakes } from '../src/ledger/takes.sql.ts'
import type { Context } from '../src/operations/index.ts'
import { refusedIn, soldIn } from '../src/operations/operator/read-activity.ts'

/** Row counts on both sides of a change in index depth. */
const ROWS_MAX = 600
const STEP = 20

let stores: TestStores
let pool: pg.Pool

before(async () => {
  stores = await startMigratedStores()
  pool = createPool(stores.databaseUrl, { max: 1, indexed: true })
})

after(async () => {
  await pool?.end()
  await stores?.stop()
})

test('a batch of takes looks up rows by more than the sale id, whatever the row counts at planning time', async () => {
  await pool.query('SELECT ensure_partitions(1)')
  await pool.query('SET session_replication_role = replica') // skips foreign keys
  for (let rows = 0; rows <= ROWS_MAX; rows += STEP) {
    for (const { name, text } of [commitTakes, commitPurchases]) {
      const { rows: found } = await pool.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)
      const conditions = indexConditions(found[0]['QUERY PLAN'][0].Plan)
      assert.ok(conditions.length >= 6, 'the rows are found by index')
      assert.deepEqual(
        conditions.filter(({ columns }) => columns.join() === 'sale_id'),
        [],
        `${name}, planned with ${rows} rows`,
      )
    }
    await pool.query(
      `INSERT INTO holds (sale_id, id, item_id, user_id, state, expires_at)
       SELECT 1, gen_random_uuid(), n, 'holder ' || n, 'active', now() FROM generate_series($1::int, $2::int) n`,
      [rows, rows + STEP - 1],
    )
  }
})

test('orders that await their payment are found by their own index, however many others there are', async () => {
  await pool.query('SELECT ensure_partitions(1)')
  await pool.query('SET session_replication_role = replica')
  const { rows: indexes } = await pool.query(
    `SELECT indexname FROM pg_indexes WHERE tablename LIKE 'orders%' AND indexdef LIKE '%awaiting_payment%'`,
  )
  const ofAwaiting = new Set(indexes.map(({ indexname }) => indexname))
  for (let rows = 0; rows <= ROWS_MAX; rows += STEP) {
    const { rows: found } = await pool.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${readAwaiting.text}`)
    const scans = scansOf(found[0]['QUERY PLAN'][0].Plan, 'orders')
    assert.ok(scans.length > 0)
    const others = scans.filter((scan) => !ofAwaiting.has(scan['Index Name']))
    assert.deepEqual(others, [], `planned with ${rows} rows`)
    await pool.query(
      `INSERT INTO orders (sale_id, id, user_id, status, units, total)
       SELECT 1, gen_random_uuid(), 'buyer ' || n, 'confirmed', 1, 1 FROM generate_series($1::int, $2::int) n`,
      [rows, rows + STEP - 1],
    )
  }
})

test('statements of waiting rooms find a place by its whole key, whatever the row counts at planning time', async () => {
  await pool.query('SET session_replication_role = replica')
  for (let rows = 0; rows <= ROWS_MAX; rows += STEP) {
    for (const { name, text } of [joinQueues, findPlaces, readPlaces, usePasses]) {
      const { rows: found } = await pool.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)
      const places = indexConditions(found[0]['QUERY PLAN'][0].Plan).filter(({ index }) => /^queue_places/.test(index))
      assert.ok(places.length > 0, `${name} finds the places by index`)
      const partial = places.filter(({ columns }) => columns.join() === 'sale_id')
      assert.deepEqual(partial, [], `${name}, planned with ${rows} rows`)
    }
    await pool.query(
      `INSERT INTO queue_places (sale_id, seq, ticket, user_id)
       SELECT 1, n, gen_random_uuid(), 'buyer ' || n FROM generate_series($1::int, $2::int) n`,
      [rows + 1, rows + STEP],
    )
  }
})

test('the history of the last 24 hours reads orders and attempts by index, however many older ones there are', async () => {
  const reading = createDatabase(stores.databaseUrl, { max: 1, name: 'plans' })
  const ids = `('0190' || lpad(to_hex(n), 8, '0') || '70008000000000000000')::uuid FROM generate_series(1, 50000) n`
  await pool.query('SET session_replication_role = replica')
  await pool.query(`INSERT INTO sales (kind, seed, currency, buyer_limit, first_item_id, items_count, starts_at)
    VALUES ('merchant', 1, 'EUR', 1, 1, 1, now())`)
  await pool.query(
    `INSERT INTO orders (user_id, status, units, total, sale_id, id) SELECT 'ann', 'confirmed', 1, 1, 1, ${ids}`,
  )
  await pool.query(`INSERT INTO attempts (id, user_id, item_ids, outcome, sale_id, checkout_id)
    SELECT gen_random_uuid(), 'ann', '{1}', 'sold_out', 1, ${ids}`)
  await pool.query('ANALYZE orders, attempts, sales')
  const ctx = { sales: createSaleDirectory(reading), settings: { checkoutTtlMs: 600_000, holdMs: 300_000 } }
  for (const [table, query] of [
    ['orders', soldIn],
    ['attempts', refusedIn],
  ] as const) {
    const { rows } = await reading.execute<Record<string, [{ Plan: Node }]>>(
      sql`EXPLAIN (FORMAT JSON) ${query(ctx as unknown as Context, { from: Date.now() - 3_600_000, until: Date.now() })}`,
    )
    const plan = rows[0]?.['QUERY PLAN']?.[0].Plan
    const scans = plan ? scansOf(plan, table) : []
    assert.ok(scans.length > 0, table)
    for (const scan of scans) assert.match(scan['Index Cond'] ?? 'none', /id >= /, JSON.stringify(scan))
  }
  await reading.$client.end()
})

/** The nodes of a plan that read a table or one of its partitions. */
const scansOf = (node: Node, table: string): Node[] => [
  ...(node['Relation Name']?.startsWith(table) && node['Node Type'] !== 'Bitmap Heap Scan' ? [node] : []),
  ...(node['Node Type'] === 'Bitmap Index Scan' && node['Index Name']?.startsWith(table) ? [node] : []),
  ...(node.Plans ?? []).flatMap((below) => scansOf(below, table)),
]

interface Node {
  'Node Type'?: string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  Plans?: Node[]
}

/** Every index that a plan uses, with the columns of its index condition. */
function indexConditions(node: Node): { index: string; columns: string[] }[] {
  const below = (node.Plans ?? []).flatMap(indexConditions)
  const { 'Index Name': index, 'Index Cond': condition } = node
  if (index === undefined || condition === undefined) return below
  return [...below, { index, columns: Array.from(condition.matchAll(/\((\w+) =/g), ([, column = '']) => column) }]
}
