import type { Pool } from '@hourglass/db'
import { forgetCart, lockCart, putCartLine, readCart, removeCartLines } from './carts.sql.ts'
import { commit } from './transaction.ts'

/** Time to live of a cart after its last change. */
export const CART_TTL_MS = 2 * 3_600_000

/** The owner of a cart. Carts have no other address. */
export interface CartOwner {
  principal: string
  userId: string
}

export interface CartPut {
  saleId: number
  itemId: number
  quantity: number
  /** Whether to add to the quantity or replace it. */
  add: boolean
  unitsMax: number
  linesMax: number
  /** Applied once per id. */
  requestId: string
}

export interface StoredCartLine {
  itemId: number
  saleId: number
  quantity: number
  /** By PostgreSQL's clock. */
  sale: 'selling' | 'not_begun' | 'paused' | 'sold_out'
}

export interface StoredCart {
  lines: StoredCartLine[]
  /** Items that were just removed because their sale is over. */
  dropped: number[]
  /** null without a cart. */
  expiresAt: Date | null
}

export type PutVerdict = 'put' | 'sale_closed' | 'too_many_lines' | 'too_many_units'

/** Carts, which reserve nothing. @throws LedgerUnavailable */
export interface Carts {
  put(owner: CartOwner, put: CartPut): Promise<PutVerdict>
  /** Removes one line, or all (`null`). */
  remove(owner: CartOwner, itemId: number | null): Promise<void>
  /** `drop`: whether lines of ended sales are deleted and reported, or only hidden. */
  read(owner: CartOwner, drop: boolean): Promise<StoredCart>
}

interface CartRow {
  expires_at: Date
  item_id: number | null
  sale_id: number
  quantity: number
  sale: StoredCartLine['sale'] | 'over'
  dropped: boolean
}

export function createCarts(pool: Pool): Carts {
  return {
    async put({ principal, userId }, put) {
      const { itemId, saleId, quantity, add, unitsMax, linesMax, requestId } = put
      const { results } = await commit(pool, [
        [forgetCart, [principal, userId, CART_TTL_MS]],
        [lockCart, [principal, userId]],
        [putCartLine, [principal, userId, itemId, saleId, quantity, add, unitsMax, linesMax, requestId]],
      ])
      return results[2]?.rows[0]?.verdict
    },
    async remove({ principal, userId }, itemId) {
      await commit(pool, [[removeCartLines, [principal, userId, itemId, CART_TTL_MS]]])
    },
    async read({ principal, userId }, drop) {
      const { results } = await commit(pool, [[readCart, [principal, userId, CART_TTL_MS, drop]]])
      return storedCart(results[0]?.rows ?? [])
    },
  }
}

function storedCart(rows: CartRow[]): StoredCart {
  const cart: StoredCart = { lines: [], dropped: [], expiresAt: rows[0]?.expires_at ?? null }
  for (const { item_id: itemId, sale_id: saleId, quantity, sale, dropped } of rows) {
    if (itemId === null) continue
    if (dropped) cart.dropped.push(itemId)
    if (sale !== 'over') cart.lines.push({ itemId, saleId, quantity, sale })
  }
  return cart
}
