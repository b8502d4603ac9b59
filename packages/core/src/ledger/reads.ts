import type { Pool, Statement } from '@hourglass/db'
import * as sql from './reads.sql.ts'
import { commit } from './transaction.ts'

/** The id of a row and its sale. */
export interface Key<Id> {
  saleId: number
  id: Id
}

export interface StoredOrder {
  id: string
  saleId: number
  status:
    | 'queued'
    | 'processing'
    | 'awaiting_payment'
    | 'confirmed'
    | 'failed'
    | 'expired'
    | 'partly_refunded'
    | 'refunded'
    | 'canceled'
    | 'void'
  /** Why the order failed. */
  reason: string | null
  userId: string
  units: number
  /** In minor units of the sale's currency. */
  total: number
  createdAt: Date
  changedAt: Date
  /** Until when it awaits its payment; null: it needs none. */
  payBy: Date | null
  /** What was bought, returned units included. */
  lines: { itemId: number; price: number; quantity: number }[]
  /** Oldest first. */
  refunds: StoredRefund[]
}

/** Units that were returned after their order was confirmed. */
export interface StoredRefund {
  id: string
  by: 'operator' | 'buyer'
  /** null: of a buyer. */
  reason: string | null
  restocked: boolean
  /** In minor units of the sale's currency. */
  amount: number
  status: 'pending' | 'done' | 'void'
  createdAt: Date
  /** When its status last changed. */
  changedAt: Date
  lines: { itemId: number; quantity: number }[]
}

export interface StoredHold {
  id: string
  saleId: number
  itemId: number
  userId: string
  status: 'active' | 'confirmed' | 'canceled' | 'expired'
  expiresAt: Date
  createdAt: Date
  changedAt: Date
  /** Price of the unit, in minor units; null: the item's price when it is confirmed. */
  price: number | null
}

export interface StoredCheckout {
  userId: string
  /** `price`: of one unit, as the checkout showed it; undefined where prices never change. */
  lines: { itemId: number; quantity: number; price?: number | undefined }[]
  /** Remaining lifetime; negative once it has expired. */
  leftMs: number
}

export interface StoredItem {
  stock: number
  held: number
  sold: number
  withdrawn: boolean
  /** When the first of its active holds and of its orders that await their payment ends; null without one. */
  heldUntil: Date | null
  /** Why its sale is not open, by PostgreSQL's clock; null while it is. */
  refused: 'sale_not_open' | 'sale_paused' | 'sale_closed' | null
}

/** Reads a batch of keys. Returns one result per key, null if not found. @throws LedgerUnavailable */
async function read<Row extends { n: number }, Found>(
  pool: Pool,
  call: { statement: Statement; values: [unknown[], ...unknown[]] },
  map: (row: Row) => Found,
): Promise<(Found | null)[]> {
  const { results } = await commit(pool, [[call.statement, call.values]])
  const found: (Found | null)[] = call.values[0].map(() => null)
  for (const row of (results[0]?.rows ?? []) as Row[]) found[row.n - 1] = map(row)
  return found
}

interface OrderRow {
  n: number
  id: string
  sale_id: number
  status: StoredOrder['status']
  reason: string | null
  user_id: string
  units: number
  total: string
  created_at: Date
  changed_at: Date
  pay_by: Date | null
  lines: { item_id: number; price: number; quantity: number }[]
  refunds:
    | {
        id: string
        by: StoredRefund['by']
        reason: string | null
        restocked: boolean
        amount: number
        status: StoredRefund['status']
        created_at: string
        changed_at: string
        lines: { item_id: number; quantity: number }[]
      }[]
    | null
}

export const orderOf = (row: Omit<OrderRow, 'n'>): StoredOrder => ({
  id: row.id,
  saleId: row.sale_id,
  status: row.status,
  reason: row.reason,
  userId: row.user_id,
  units: row.units,
  total: Number(row.total),
  createdAt: row.created_at,
  changedAt: row.changed_at,
  payBy: row.pay_by,
  lines: row.lines.map((line) => ({ itemId: line.item_id, price: line.price, quantity: line.quantity })),
  refunds: (row.refunds ?? []).map(({ id, by, reason, restocked, amount, status, created_at, changed_at, lines }) => ({
    id,
    by,
    reason,
    restocked,
    amount,
    status,
    createdAt: new Date(created_at),
    changedAt: new Date(changed_at),
    lines: lines.map((line) => ({ itemId: line.item_id, quantity: line.quantity })),
  })),
})

export const readOrders = (pool: Pool, ids: string[]) =>
  read(pool, { statement: sql.readOrders, values: [ids] }, orderOf as (row: OrderRow) => StoredOrder)

interface HoldRow {
  n: number
  id: string
  sale_id: number
  item_id: string
  user_id: string
  status: StoredHold['status']
  expires_at: Date
  created_at: Date
  changed_at: Date
  price: number | null
}

const holdOf = (row: HoldRow): StoredHold => ({
  id: row.id,
  saleId: row.sale_id,
  itemId: Number(row.item_id),
  userId: row.user_id,
  status: row.status,
  expiresAt: row.expires_at,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  price: row.price,
})

export const readHolds = (pool: Pool, ids: string[]) => read(pool, { statement: sql.readHolds, values: [ids] }, holdOf)

/** Identifies a buyer's hold on an item. */
export interface HolderKey {
  saleId: number
  itemId: number
  userId: string
}

export const readActiveHolds = (pool: Pool, keys: HolderKey[]) =>
  read(
    pool,
    {
      statement: sql.readActiveHolds,
      values: [keys.map((key) => key.saleId), keys.map((key) => key.itemId), keys.map((key) => key.userId)],
    },
    holdOf,
  )

export const readCheckouts = (pool: Pool, keys: Key<string>[], ttlMs: number) =>
  read(
    pool,
    { statement: sql.readCheckouts, values: [keys.map((key) => key.saleId), keys.map((key) => key.id), ttlMs] },
    (row: {
      n: number
      user_id: string
      item_ids: string[]
      quantities: number[]
      prices: (number | null)[]
      left_ms: number
    }): StoredCheckout => ({
      userId: row.user_id,
      lines: row.item_ids.map((id, i) => ({
        itemId: Number(id),
        quantity: row.quantities[i] ?? 1,
        price: row.prices[i] ?? undefined,
      })),
      leftMs: row.left_ms,
    }),
  )

/** @param awaiting as made by createAwaiting */
export async function readItems(
  pool: Pool,
  keys: Key<number>[],
  awaiting: (saleId: number) => Promise<ReadonlyMap<number, Date>>,
): Promise<(StoredItem | null)[]> {
  const found = await read(
    pool,
    { statement: sql.readItems, values: [keys.map((key) => key.saleId), keys.map((key) => key.id)] },
    (row: Omit<StoredItem, 'heldUntil'> & { n: number; held_until: Date | null }): StoredItem => ({
      stock: row.stock,
      held: row.held,
      sold: row.sold,
      withdrawn: row.withdrawn,
      heldUntil: row.held_until,
      refused: row.refused,
    }),
  )
  return Promise.all(
    keys.map(async ({ saleId, id }, at) => {
      const item = found[at] ?? null
      if (!item || item.held === 0) return item
      const payBy = (await awaiting(saleId)).get(id)
      return payBy && (!item.heldUntil || payBy < item.heldUntil) ? { ...item, heldUntil: payBy } : item
    }),
  )
}
