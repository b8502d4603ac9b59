import type pg from 'pg'
import { AGAIN } from './batcher.ts'
import type { Statements } from './statements.ts'
import { commit } from './transaction.ts'

/** A take to be committed as an order under the same id. */
export interface OrderRow {
  id: string
  saleId: number
  userId: string
  /** The epoch that the gate admitted it under; null when the ledger decides alone. */
  epoch: number | null
  lines: { itemId: number; quantity: number }[]
}

export type OrderRefusal = 'stale' | 'sale_not_open' | 'sale_closed' | 'sale_not_found'
export type LineVerdict = 'sold' | 'sold_out' | 'limit_reached' | 'item_not_found'

export type OrderVerdict =
  | { status: 'sold'; createdAt: Date; lines: { itemId: number; verdict: LineVerdict; price: number }[] }
  /** Nothing of it could be sold; nothing was written. */
  | { status: 'refused'; lines: { itemId: number; verdict: LineVerdict }[] }
  /** The id is in the ledger: bought, or void. `ours`: perhaps by this very call, whose first answer was lost. */
  | { status: 'exists'; ours: boolean }
  | { status: OrderRefusal }

interface VerdictRow {
  n: number
  item_id: string
  price: number | null
  verdict: LineVerdict | OrderRefusal | 'exists' | 'again'
  created_at: Date | null
}

/** Commits a batch in one transaction. @throws LedgerUnavailable */
export async function commitOrders(
  pool: pg.Pool,
  statements: Statements,
  rows: OrderRow[],
): Promise<(OrderVerdict | typeof AGAIN)[]> {
  const lines = rows.flatMap((row, i) => row.lines.map((line) => ({ n: i + 1, saleId: row.saleId, ...line })))
  const saleIds = rows.map((row) => row.saleId)
  const userIds = rows.map((row) => row.userId)
  const itemIds = lines.map((line) => line.itemId)
  const { results, repeated } = await commit(pool, [
    [statements['lock-rows'], [saleIds, userIds, lines.map((line) => line.saleId), itemIds]],
    [
      statements['commit-orders'],
      [
        ...[rows.map((row) => row.id), saleIds, userIds, rows.map((row) => row.epoch)],
        ...[lines.map((line) => line.n), itemIds, lines.map((line) => line.quantity)],
      ],
    ],
  ])
  const verdictRows: VerdictRow[][] = rows.map(() => [])
  for (const row of (results[1]?.rows ?? []) as VerdictRow[]) verdictRows[row.n - 1]?.push(row)
  return verdictRows.map((found) => judge(found, repeated))
}

function judge(rows: VerdictRow[], repeated: boolean): OrderVerdict | typeof AGAIN {
  const first = rows[0]
  if (!first) throw new TypeError('an order without lines was committed')
  switch (first.verdict) {
    case 'again':
      return AGAIN
    case 'exists':
      return { status: 'exists', ours: repeated }
    case 'stale':
    case 'sale_not_open':
    case 'sale_closed':
    case 'sale_not_found':
      return { status: first.verdict }
  }
  const lines = rows.map((row) => ({
    itemId: Number(row.item_id),
    verdict: row.verdict as LineVerdict,
    price: row.price ?? 0,
  }))
  return first.created_at ? { status: 'sold', createdAt: first.created_at, lines } : { status: 'refused', lines }
}
