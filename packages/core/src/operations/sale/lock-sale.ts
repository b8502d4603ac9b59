import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import type { SaleRow } from '../../ledger/index.ts'
import { clockOf, type Transaction } from './make-sale.ts'

const { sales } = schema

/** With what its gate must learn of, the epoch rises: a gate that has not heard of it is stale from then on. */
export const NEXT_EPOCH = sql`${sales.epoch} + 1`

/** The sale, which nobody else changes until the end of the transaction; `over` by PostgreSQL's clock. */
export async function lockSale(tx: Transaction, id: number): Promise<(SaleRow & { over: boolean }) | null> {
  const [sale] = await tx.select().from(sales).where(eq(sales.id, id)).for('no key update')
  if (!sale) return null
  return { ...sale, over: sale.closedAt !== null || (sale.endsAt !== null && sale.endsAt <= (await clockOf(tx))) }
}
