import type pg from 'pg'
import type { Statement } from './transaction.ts'
import { commit } from './transaction.ts'

/** A row of one sale by its id. */
export interface Key<Id> {
  saleId: number
  id: Id
}

export interface StoredOrder {
  id: string
  saleId: number
  status: 'confirmed' | 'void'
  userId: string
  units: number
  /** In minor units of the sale's currency. */
  total: number
  createdAt: Date
  lines: { itemId: number; price: number; quantity: number }[]
}

export interface StoredCheckout {
  userId: string
  itemIds: number[]
  /** What is left of its time; negative once it has expired. */
  leftMs: number
}

export interface StoredItem {
  stock: number
  held: number
  sold: number
  /** Why its sale takes nobody now, by PostgreSQL's clock; null while it is open. */
  refused: 'sale_not_open' | 'sale_closed' | null
}

/** Reads rows by key, in the order of the keys; null where there is none. @throws LedgerUnavailable */
async function readByKey<Id, Row extends { n: number }, Found>(
  pool: pg.Pool,
  statement: Statement,
  input: { keys: Key<Id>[]; more?: unknown[] },
  map: (row: Row, key: Key<Id>) => Found,
): Promise<(Found | null)[]> {
  const { keys, more = [] } = input
  const { results } = await commit(pool, [
    [statement, [keys.map((key) => key.saleId), keys.map((key) => key.id), ...more]],
  ])
  const found: (Found | null)[] = keys.map(() => null)
  for (const row of (results[0]?.rows ?? []) as Row[]) {
    const key = keys[row.n - 1]
    if (key) found[row.n - 1] = map(row, key)
  }
  return found
}

interface OrderRowRead {
  n: number
  status: 'confirmed' | 'void'
  user_id: string
  units: number
  total: string
  created_at: Date
  lines: { item_id: number; price: number; quantity: number }[]
}

export const readOrders = (pool: pg.Pool, statement: Statement, keys: Key<string>[]) =>
  readByKey(
    pool,
    statement,
    { keys },
    (row: OrderRowRead, key): StoredOrder => ({
      id: key.id,
      saleId: key.saleId,
      status: row.status,
      userId: row.user_id,
      units: row.units,
      total: Number(row.total),
      createdAt: row.created_at,
      lines: row.lines.map((line) => ({ itemId: line.item_id, price: line.price, quantity: line.quantity })),
    }),
  )

export const readCheckouts = (pool: pg.Pool, statement: Statement, keys: Key<string>[], ttlMs: number) =>
  readByKey(
    pool,
    statement,
    { keys, more: [ttlMs] },
    (row: { n: number; user_id: string; item_ids: string[]; left_ms: number }): StoredCheckout => ({
      userId: row.user_id,
      itemIds: row.item_ids.map(Number),
      leftMs: row.left_ms,
    }),
  )

export const readItems = (pool: pg.Pool, statement: Statement, keys: Key<number>[]) =>
  readByKey(
    pool,
    statement,
    { keys },
    (row: StoredItem & { n: number }): StoredItem => ({
      stock: row.stock,
      held: row.held,
      sold: row.sold,
      refused: row.refused,
    }),
  )
