import { schema } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import type { ListedItem } from '../../contract/index.ts'
import type { Transaction } from './make-sale.ts'

const { items } = schema

/** Items that one statement inserts: well within a statement's time. */
const INSERT_ITEMS_MAX = 10_000

/** Puts items on a sale's shelf, the first under the given id. */
export async function insertItems(
  tx: Transaction,
  at: { saleId: number; firstItemId: number },
  listed: readonly ListedItem[],
): Promise<void> {
  for (let from = 0; from < listed.length; from += INSERT_ITEMS_MAX) {
    const part = listed.slice(from, from + INSERT_ITEMS_MAX)
    const column = (of: (item: ListedItem) => unknown) => sql.param(part.map((item) => of(item) ?? null))
    await tx.execute(sql`
      INSERT INTO ${items} (sale_id, id, price, stock, name, list_price, image_url, buyer_limit)
      SELECT ${at.saleId}::int, ${at.firstItemId + from}::bigint + n - 1, price, stock, name, list_price, image_url, buyer_limit
      FROM unnest(
        ${column((item) => item.price)}::int[], ${column((item) => item.stock)}::int[],
        ${column((item) => item.name)}::text[], ${column((item) => item.list_price)}::int[],
        ${column((item) => item.image_url)}::text[], ${column((item) => item.buyer_limit)}::int[]
      ) WITH ORDINALITY AS i (price, stock, name, list_price, image_url, buyer_limit, n)`)
  }
}
