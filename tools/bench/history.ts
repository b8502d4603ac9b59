import { createPool } from '@hourglass/db'

const BATCH_ORDERS = 200_000
const STATEMENT_MS_MAX = 600_000

/**
 * Writes orders of past sales as the ledger does, with lines, attempts, buyers and events, into the same partitioned tables.
 */
export async function writeHistory(databaseUrl: string, orders: number): Promise<void> {
  const pool = createPool(databaseUrl, { max: 1, name: 'hourglass-bench', statementTimeoutMs: STATEMENT_MS_MAX })
  try {
    for (let written = 0; written < orders; written += BATCH_ORDERS) {
      await writeSale(pool, Math.min(BATCH_ORDERS, orders - written))
      console.log(`  ${Math.min(orders, written + BATCH_ORDERS).toLocaleString('en')} orders of history`)
    }
    await pool.query('ANALYZE')
    await pool.query('CHECKPOINT')
  } finally {
    await pool.end()
  }
}

/** Writes one past sale of a hundred thousand items with this number of sold units. */
async function writeSale(pool: ReturnType<typeof createPool>, orders: number): Promise<void> {
  const items = 100_000
  const { rows } = await pool.query<{ id: number; first: string }>(
    `INSERT INTO sales (kind, name, seed, currency, buyer_limit, first_item_id, items_count, starts_at, opened_at, closed_at, sold_out_at)
     SELECT 'merchant', 'History', 1, 'EUR', 10, max(first_item_id + greatest(items_count, items_capacity)), ${items},
       now() - interval '9 days', now() - interval '9 days', now() - interval '8 days', now() - interval '8 days'
     FROM sales RETURNING id, first_item_id AS first`,
  )
  const { id, first } = rows[0] ?? { id: 0, first: '0' }
  await pool.query('SELECT ensure_partitions($1)', [id])
  const each = Math.ceil(orders / items)
  const uuid = `md5('${id} ' || n)::uuid`
  for (const statement of [
    `INSERT INTO items (sale_id, id, price, stock, sold) SELECT ${id}, ${first} + n, 100, ${each}, least(${each}, ${orders}) FROM generate_series(0, ${items - 1}) n`,
    `INSERT INTO buyers (sale_id, user_id, sold, buyer_limit) SELECT ${id}, 'past-' || n, 10, 10 FROM generate_series(0, ${Math.ceil(orders / 10) - 1}) n`,
    `INSERT INTO orders (sale_id, id, user_id, status, units, total) SELECT ${id}, ${uuid}, 'past-' || n / 10, 'confirmed', 1, 100 FROM generate_series(0, ${orders - 1}) n`,
    `INSERT INTO order_lines (sale_id, item_id, unit_no, order_id, price) SELECT ${id}, ${first} + n % ${items}, n / ${items} + 1, ${uuid}, 100 FROM generate_series(0, ${orders - 1}) n`,
    `INSERT INTO attempts (sale_id, checkout_id, id, user_id, item_ids, outcome) SELECT ${id}, ${uuid}, ${uuid}, 'past-' || n / 10, ARRAY[${first} + n % ${items}], 'ok' FROM generate_series(0, ${orders - 1}) n`,
    `INSERT INTO outbox_events (sale_id, type, subject, data) SELECT ${id}, 'order.confirmed', ${uuid}::text, '{}' FROM generate_series(0, ${orders - 1}) n`,
  ])
    await pool.query(statement)
}
