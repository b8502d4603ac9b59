import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import type { Gate, Units } from '../../gate/index.ts'
import { GateUnavailable } from '../../gate/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { History } from './history.ts'
import type { ShelfSources } from './shelves.ts'

const { items } = schema

/** Sources of a shelf: the gate while it has the sale, else the ledger. */
export function shelfSources(history: Pick<History, 'read'>, gate: Gate): ShelfSources {
  return {
    async fromGate(sale, known) {
      if (sale.soldOutAt) throw new GateUnavailable('a sold out sale needs no gate')
      const seen = await gate.read(sale.id, known)
      if (seen.status === 'no_epoch') throw new GateUnavailable('the gate does not have the sale')
      return seen.status === 'ok' ? seen : null
    },
    async fromLedger(sale: Sale): Promise<Units> {
      if (sale.soldOutAt) return { left: new Uint32Array(sale.itemsCount), out: new Uint32Array(sale.itemsCount) }
      const [row] = await history.read(sale, (db) =>
        db
          .select({
            left: sql<number[]>`array_agg(${items.stock} - ${items.held} - ${items.sold} ORDER BY ${items.id})`,
            out: sql<number[]>`array_agg(${items.held} ORDER BY ${items.id})`,
          })
          .from(items)
          .where(eq(items.saleId, sale.id)),
      )
      return { left: Uint32Array.from(row?.left ?? []), out: Uint32Array.from(row?.out ?? []) }
    },
  }
}
