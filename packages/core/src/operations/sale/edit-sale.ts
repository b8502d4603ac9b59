import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import type { ListedItem, SaleView } from '../../contract/index.ts'
import type { Sale, SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { clockOf } from './make-sale.ts'
import { rebuildGate } from './rebuild-gate.ts'
import { saleView } from './views.ts'

const { sales } = schema

/** A change that the gate must know raises the epoch, so that a gate that missed it is stale. */
export const NEXT_EPOCH = sql`${sales.epoch} + 1`

/** Locks the sale until the end of the transaction. `over`: ended by PostgreSQL's clock. */
export async function lockSale(
  ctx: Pick<Context, 'sales'>,
  tx: Transaction,
  id: number,
): Promise<(SaleRow & { over: boolean }) | null> {
  const [sale] = await tx
    .select()
    .from(sales)
    .where(and(eq(sales.id, id), ctx.sales.visible))
    .for('no key update')
  if (!sale) return null
  return { ...sale, over: sale.closedAt !== null || (sale.endsAt !== null && sale.endsAt <= (await clockOf(tx))) }
}

/** Rebuilds the gate of a sale that was changed in the ledger. @returns the sale as it is now */
export async function refreshWithGate(ctx: Context, saleId: number, why: string): Promise<Sale> {
  const changed = await ctx.sales.refresh(saleId)
  if (!changed) throw new Error(`sale ${saleId} not found`)
  // Without Redis the gate is rebuilt once Redis is back; until then the ledger decides alone.
  await rebuildGate(ctx, changed, why).catch(() => ctx.dirtySales.add(saleId))
  return (await ctx.sales.get(saleId)) ?? changed
}

/** The same, for a reply. */
export async function saleAfter(ctx: Context, saleId: number, why: string): Promise<SaleView> {
  const sale = await refreshWithGate(ctx, saleId, why)
  return saleView(ctx, sale, (await ctx.shelves.read(sale)).units)
}

const { items } = schema

/** Most items per INSERT, well within the statement timeout. */
const INSERT_ITEMS_MAX = 10_000

/** Inserts items with consecutive ids, starting at `firstItemId`. */
export async function insertItems(
  tx: Transaction,
  at: { saleId: number; firstItemId: number },
  listed: readonly ListedItem[],
): Promise<void> {
  for (let from = 0; from < listed.length; from += INSERT_ITEMS_MAX) {
    const part = listed.slice(from, from + INSERT_ITEMS_MAX)
    const column = (of: (item: ListedItem) => unknown) => sql.param(part.map((item) => of(item) ?? null))
    await tx.execute(sql`
      INSERT INTO ${items} (sale_id, id, price, stock, name, list_price, description, picture, buyer_limit)
      SELECT ${at.saleId}::int, ${at.firstItemId + from}::bigint + n - 1, price, stock, name, list_price, description, picture, buyer_limit
      FROM unnest(
        ${column((item) => item.price)}::int[], ${column((item) => item.stock)}::int[],
        ${column((item) => item.name)}::text[], ${column((item) => item.list_price)}::int[],
        ${column((item) => item.description)}::text[], ${column((item) => item.picture)}::text[],
        ${column((item) => item.buyer_limit)}::int[]
      ) WITH ORDINALITY AS i (price, stock, name, list_price, description, picture, buyer_limit, n)`)
  }
}
