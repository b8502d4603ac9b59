import { type Database, schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import type { Snapshot } from '../../gate/index.ts'
import type { SaleRow } from '../../ledger/index.ts'
import { readSnapshot } from './read-snapshot.ts'

const { sales, items, buyers } = schema

/** The ledger's counters of one sale, by position and by buyer. */
export interface LedgerState {
  held: number[]
  sold: number[]
  /** Units held or owned, by user id. */
  buyers: Map<string, number>
}

/** A sale whose row is locked: all commits for the sale wait. */
export interface LockedSale {
  /** The committed state, for installing in the gate. */
  snapshot(): Promise<Omit<Snapshot, 'epoch'>>
  raiseTo(epoch: number): Promise<void>
}

/** Reads and locks of a whole sale. Not for the hot path. */
export interface SaleStateReader {
  /** The counters of the sale, per item and per buyer. */
  counters(sale: SaleRow): Promise<LedgerState>
  /**
   * Runs `work` on the locked sale in one transaction. If it throws, nothing changes.
   * @returns null when the epoch of the sale has changed
   */
  locked<T>(sale: SaleRow, work: (locked: LockedSale) => Promise<T>): Promise<T | null>
}

export function createSaleStateReader(db: Database): SaleStateReader {
  return {
    async counters({ id }) {
      const [units] = await db
        .select({
          held: sql<number[]>`array_agg(${items.held} ORDER BY ${items.id})`,
          sold: sql<number[]>`array_agg(${items.sold} ORDER BY ${items.id})`,
        })
        .from(items)
        .where(eq(items.saleId, id))
      const owners = await db
        .select({ userId: buyers.userId, units: sql<number>`${buyers.held} + ${buyers.sold}` })
        .from(buyers)
        .where(eq(buyers.saleId, id))
      return {
        held: units?.held ?? [],
        sold: units?.sold ?? [],
        buyers: new Map(owners.map((row) => [row.userId, row.units])),
      }
    },
    locked: (sale, work) =>
      db.transaction(async (tx) => {
        const unchanged = and(eq(sales.id, sale.id), eq(sales.epoch, sale.epoch))
        const [mine] = await tx.select().from(sales).where(unchanged).for('no key update')
        if (!mine) return null
        return work({
          snapshot: () => readSnapshot(tx, mine),
          raiseTo: async (epoch) => void (await tx.update(sales).set({ epoch }).where(eq(sales.id, sale.id))),
        })
      }),
  }
}
