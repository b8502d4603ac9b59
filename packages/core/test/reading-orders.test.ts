import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { createDatabase, type Database } from '@hourglass/db'
import { startMigratedStores } from '@hourglass/db/testing'
import type { TestStores } from '@hourglass/stack/testing'
import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { idsWithNumber, orderNumberOf } from '../src/domain/index.ts'
import { ordersWith } from '../src/operations/operator/search-orders.ts'
import { soldUnits } from '../src/operations/sale/read-item-history.ts'

const [SALE, ITEM, UNITS] = [7, 42, 100_000]

/** A loaded machine takes this long to write the orders. */
const FILLED_MS = 120_000

let stores: TestStores
let db: Database

before(async () => {
  stores = await startMigratedStores()
  db = createDatabase(stores.databaseUrl, { max: 1, statementTimeoutMs: FILLED_MS })
  await db.execute(sql`SET session_replication_role = replica`) // skips the trigger that looks for the item
  await db.execute(sql`
    INSERT INTO orders (sale_id, id, user_id, status, units, total)
    SELECT ${SALE}, md5(n::text)::uuid, 'ann', 'confirmed', 1, 1 FROM generate_series(1, ${UNITS}::int) n`)
  await db.execute(sql`
    INSERT INTO order_lines (sale_id, item_id, unit_no, order_id, price)
    SELECT ${SALE}, ${ITEM}, n, md5(n::text)::uuid, 1 FROM generate_series(1, ${UNITS}::int) n`)
  await db.execute(sql`VACUUM ANALYZE orders, order_lines`)
})

after(async () => {
  await db?.$client.end()
  await stores?.stop()
})

interface Node {
  'Node Type': string
  'Index Name'?: string
  'Index Cond'?: string
  Plans?: Node[]
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The nodes of the plan that a query has with any parameters, as connections of servers plan it. */
async function planOf({ sql: text }: { sql: string }): Promise<Node[]> {
  const { rows } = await db.$client.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)
  return nodesOf(rows[0]['QUERY PLAN'][0].Plan)
}

test('a page of an item’s history reads as many rows as it has, wherever it begins among 100,000 units', async () => {
  const rowsMax = 11
  for (const after of [0, UNITS / 2, UNITS - rowsMax]) {
    const page = soldUnits(db, { saleId: SALE, itemId: ITEM, after, rowsMax })
    const units = (await page).map(({ unit }) => unit)
    assert.deepEqual(
      units,
      Array.from({ length: rowsMax }, (_, i) => after + 1 + i),
    )
  }
  const nodes = await planOf(soldUnits(db, { saleId: SALE, itemId: ITEM, after: 0, rowsMax }).toSQL())
  const scans = nodes.filter((node) => /Scan/.test(node['Node Type']))
  const conditions = scans.map((node) => node['Index Cond'] ?? '')
  const [line = '', order = ''] = conditions
  assert.match(line, /sale_id = .*item_id = .*unit_no > /)
  assert.match(order, /\(id = order_lines\.order_id\)/)
  // The order's time, and its owner: the order again, the account of a guest, the account.
  assert.equal(conditions.length, 5)
  assert.deepEqual(
    conditions.filter((condition) => condition === ''),
    [],
    'every row is found by its key',
  )
  assert.doesNotMatch(JSON.stringify(nodes), /Sort/)
})

test('an order is found by its number among those of its hour, along the index of ids', async () => {
  const id = '0198f3d2-7a54-7f9d-8537-985966000001'
  const otherHour = '0298f3d2-7a54-7f9d-8537-985966000001'
  for (const one of [id, otherHour])
    await db.execute(sql`
      INSERT INTO orders (sale_id, id, user_id, status, units, total) VALUES (${SALE}, ${one}, 'ann', 'confirmed', 1, 1)`)
  const numbered = idsWithNumber(orderNumberOf(id))
  assert.ok(numbered)
  const query = ordersWith(numbered)
  const { rows } = await db.execute<{ id: string }>(query)
  assert.deepEqual(
    rows.map((row) => row.id),
    [id],
  )
  const nodes = await planOf(new PgDialect().sqlToQuery(query))
  const conditions = nodes.flatMap((node) => node['Index Cond'] ?? [])
  assert.deepEqual(conditions, ['((id >= $1) AND (id < $2))'])
  assert.doesNotMatch(JSON.stringify(nodes), /Seq Scan/)
})
