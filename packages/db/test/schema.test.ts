import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { startTestStores, type TestStores } from '@hourglass/stack/testing'
import { getTableColumns, getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { describeSchema } from '../src/describe-schema.ts'
import { createDatabase, type Database, migrate, schema } from '../src/index.ts'

let stores: TestStores
let db: Database
before(async () => {
  stores = await startTestStores()
  await Promise.all(Array.from({ length: 10 }, () => migrate(stores.databaseUrl)))
  db = createDatabase(stores.databaseUrl)
})
after(async () => {
  await db.$client.end()
  await stores.stop()
})

test('ten servers that start concurrently migrate once', async () => {
  const { rows } = await db.execute<{ hash: string }>(sql`SELECT hash FROM drizzle.__drizzle_migrations`)
  assert.equal(rows.length > 0, true)
  assert.equal(new Set(rows.map((row) => row.hash)).size, rows.length)
})

test('the schema matches the reviewed snapshot (UPDATE_SNAPSHOT=1 rewrites it)', async () => {
  const file = new URL('../schema.txt', import.meta.url)
  const found = await describeSchema(db)
  if (process.env.UPDATE_SNAPSHOT === '1' || !existsSync(file)) writeFileSync(file, found)
  assert.equal(found, readFileSync(file, 'utf8'))
})

test('the migration removes secrets from webhook URLs in the audit log', async () => {
  const migration = readFileSync(
    new URL('../migrations/0010_operator_actions_keep_no_secrets.sql', import.meta.url),
    'utf8',
  )
  const before = ['https://a:b@example.com:8443/s3cret?x=1', 'http://example.com', 'https://example.com?x=a@b', 'x@y']
  for (const subject of before)
    await db.insert(schema.operatorActions).values({ actor: 'open', action: 'webhook.create', subject })
  await db.insert(schema.operatorActions).values({ actor: 'open', action: 'key.create', subject: 'acme' })
  await db.execute(migration.split('--> statement-breakpoint')[0] ?? '')
  const rows = await db.select().from(schema.operatorActions).orderBy(schema.operatorActions.id)
  assert.deepEqual(
    rows.map(({ subject }) => subject),
    ['https://example.com:8443/…', 'http://example.com/…', 'https://example.com/…', 'a webhook', 'acme'],
  )
})

test('the Drizzle schema matches every table', async () => {
  for (const table of Object.values(schema).filter((value) => is(value, PgTable))) {
    const name = getTableName(table)
    const { rows } = await db.execute<{ name: string; nullable: boolean }>(sql`
      SELECT attname AS name, NOT attnotnull AS nullable FROM pg_attribute
      WHERE attrelid = ${name}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname`)
    const drizzle = Object.values(getTableColumns(table)).map((column) => ({
      name: column.name,
      nullable: !column.notNull,
    }))
    assert.deepEqual(
      drizzle.sort((a, b) => (a.name < b.name ? -1 : 1)),
      rows,
      name,
    )
  }
})

describe('the database itself refuses', () => {
  const id = '01a1fd1f-d8da-7a54-9f9d-053798596600'
  const sale = (firstItem: number, more = '') =>
    `INSERT INTO sales (kind, seed, currency, buyer_limit, first_item_id, items_count, starts_at ${more ? ', ends_at' : ''})
     VALUES ('hourly', 1, 'EUR', 2, ${firstItem}, 10, timestamptz '2020-01-01' + ${firstItem} * interval '1 hour' ${more})`
  const key = (place: number, scopes = "'{buy}'") =>
    `INSERT INTO api_keys (id, partner, place, hash, hint, scopes)
     VALUES (gen_random_uuid(), 'acme', ${place}, sha256(gen_random_uuid()::text::bytea), '', ${scopes})`
  before(async () => {
    await db.execute(sql.raw(sale(1)))
    await db.execute(sql.raw(key(1)))
    await db.execute(sql.raw('INSERT INTO items (sale_id, id, price, stock) VALUES (1, 1, 100, 2)'))
    await db.execute(sql.raw("INSERT INTO buyers (sale_id, user_id, buyer_limit) VALUES (1, 'ann', 2)"))
    await db.execute(sql.raw(`INSERT INTO order_lines VALUES (1, 1, 1, '${id}', 100)`))
    await db.execute(
      sql.raw(
        `INSERT INTO orders (sale_id, id, user_id, status, units, total) VALUES (1, '${id}', 'ann', 'confirmed', 1, 100)`,
      ),
    )
    await db.execute(sql.raw(`INSERT INTO holds VALUES (1, '${id}', 1, 'ann', 'active', now())`))
  })

  const cases: [title: string, constraint: string, statement: string][] = [
    ['selling more than the stock', 'items_never_oversold', 'UPDATE items SET sold = 3'],
    ['holding and selling more than the stock', 'items_never_oversold', 'UPDATE items SET sold = 1, held = 2'],
    ['a negative count', 'items_never_oversold', 'UPDATE items SET held = -1'],
    ['a stock below what is sold', 'items_never_oversold', 'UPDATE items SET sold = 2, stock = 1'],
    ['a buyer above the limit', 'buyers_never_pass_the_limit', 'UPDATE buyers SET sold = 1, held = 2'],
    [
      'a buyer above the limit of an item',
      'buyer_items_never_pass_the_limit',
      "INSERT INTO buyer_items (sale_id, item_id, user_id, held, sold, buyer_limit) VALUES (1, 1, 'ann', 1, 1, 1)",
    ],
    [
      'a queued order without lines',
      'orders_undecided_have_lines',
      "INSERT INTO orders (sale_id, id, user_id, status, units, total) VALUES (1, gen_random_uuid(), 'ann', 'queued', 1, 1)",
    ],
    [
      'a failed order without a reason',
      'orders_failed_for_a_reason',
      "INSERT INTO orders (sale_id, id, user_id, status, units, total, lines) VALUES (1, gen_random_uuid(), 'ann', 'failed', 1, 1, '[]')",
    ],
    ['a price above the list price', 'items_list_price_is_not_below_price', 'UPDATE items SET list_price = price - 1'],
    ['more reserved ids than a sale may have', 'sales_capacity_is_bounded', 'UPDATE sales SET items_capacity = 100001'],
    [
      'an order that returns a part and stays confirmed',
      'orders_return_what_they_have',
      'UPDATE orders SET returned = 1',
    ],
    [
      'an order that returns more than it has',
      'orders_return_what_they_have',
      "UPDATE orders SET returned = 2, returned_at = now(), status = 'refunded'",
    ],
    [
      'an operator’s refund without a reason',
      'refunds_of_operators_have_a_reason',
      "INSERT INTO refunds (id, sale_id, order_id, by, restocked, units, amount, status) VALUES (gen_random_uuid(), 1, gen_random_uuid(), 'operator', true, 1, 1, 'pending')",
    ],
    [
      'the provider `test` giving back more than was paid',
      'test_payments_refund_what_was_paid',
      "INSERT INTO test_payments (order_id, amount, currency, return_url, refunded) VALUES (gen_random_uuid(), 1, 'EUR', '', 2)",
    ],
    ['a unit sold twice', '_pkey', `INSERT INTO order_lines VALUES (1, 1, 1, '${id}', 100)`],
    [
      'a unit beyond the stock',
      'order_lines_stay_within_stock',
      `INSERT INTO order_lines VALUES (1, 1, 3, '${id}', 100)`,
    ],
    [
      'a unit of a missing item',
      'order_lines_stay_within_stock',
      `INSERT INTO order_lines VALUES (1, 9, 1, '${id}', 100)`,
    ],
    ['a unit zero', 'order_lines_unit_is_positive', `INSERT INTO order_lines VALUES (1, 1, 0, '${id}', 100)`],
    [
      'a take committed twice',
      '_pkey',
      `INSERT INTO orders (sale_id, id, user_id, status, units, total) VALUES (1, '${id}', 'bob', 'confirmed', 1, 1)`,
    ],
    [
      'a void order with units',
      'orders_have_units_unless_void',
      "INSERT INTO orders (sale_id, id, user_id, status, units, total) VALUES (1, gen_random_uuid(), '', 'void', 1, 0)",
    ],
    ['a second active hold', 'holds_', "INSERT INTO holds VALUES (1, gen_random_uuid(), 1, 'ann', 'active', now())"],
    ['a second sale for the same hour', 'sales_one_hourly_per_start', sale(100).replace('+ 100 *', '+ 1 *')],
    ['two sales that share an item id', 'sales_never_share_item_ids', sale(10)],
    ['a third key of a partner', 'api_keys_', key(1)],
    ['a key with an unknown scope', 'api_keys_scopes_known', key(2, "'{fly}'")],
    ['a sale that ends before it begins', 'sales_end_after_they_start', sale(200, ", '2019-01-01'")],
  ]
  for (const [title, constraint, statement] of cases) {
    test(title, async () => {
      await assert.rejects(db.execute(sql.raw(statement)), (error: Error) => {
        const { cause } = error as { cause?: { constraint?: string } }
        assert.match(cause?.constraint ?? String(cause), new RegExp(constraint))
        return true
      })
    })
  }

  test('an ended hold does not block a new hold', async () => {
    await db.execute(sql.raw("UPDATE holds SET status = 'expired'"))
    await db.execute(sql.raw("INSERT INTO holds VALUES (1, gen_random_uuid(), 1, 'ann', 'active', now())"))
  })

  test('servers of the previous version can use upper-case statuses beside current servers', async () => {
    const statuses = async (change: string) => {
      const { rows } = await db.execute(sql.raw(`UPDATE holds SET ${change} RETURNING state, status`))
      return [...new Set(rows.map(({ state, status }) => `${state} ${status}`))]
    }
    assert.deepEqual(await statuses("status = 'CANCELED'"), ['canceled CANCELED'])
    assert.deepEqual(await statuses("state = 'expired'"), ['expired EXPIRED'])
  })
})

test('partitions are created once for any sale', async () => {
  await Promise.all(Array.from({ length: 4 }, () => db.execute(sql`SELECT ensure_partitions(0)`)))
  await db.execute(sql`SELECT ensure_partitions(1000)`)
  await db.execute(sql`SELECT ensure_partitions(1001)`)
  const { rows } = await db.execute<{ count: string }>(
    sql`SELECT count(*) FROM pg_inherits WHERE inhparent = 'orders'::regclass`,
  )
  assert.equal(Number(rows[0]?.count), 2)
})
