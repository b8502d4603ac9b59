import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import type { Context } from './context.ts'
import type { LedgerState } from './disagreements.ts'

const { items, buyers } = schema

/** The ledger's counters of a sale, to be held against the gate's. */
export async function readLedgerState({ db }: Pick<Context, 'db'>, saleId: number): Promise<LedgerState> {
  const [row] = await db
    .select({
      held: sql<number[]>`array_agg(${items.held} ORDER BY ${items.id})`,
      sold: sql<number[]>`array_agg(${items.sold} ORDER BY ${items.id})`,
    })
    .from(items)
    .where(eq(items.saleId, saleId))
  const buyerRows = await db
    .select({ userId: buyers.userId, units: sql<number>`${buyers.held} + ${buyers.sold}` })
    .from(buyers)
    .where(eq(buyers.saleId, saleId))
  return {
    held: row?.held ?? [],
    sold: row?.sold ?? [],
    buyers: new Map(buyerRows.map(({ userId, units }) => [userId, units])),
  }
}
