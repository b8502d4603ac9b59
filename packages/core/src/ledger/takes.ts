import type { Pool, Statement } from '@hourglass/db'
import { DEFERRED } from './batcher.ts'
import { commitPurchases, commitTakes as commitTakesStatement, lockRows } from './takes.sql.ts'
import { commit } from './transaction.ts'
import type { LedgerWatch } from './watch.ts'

/** A take to be committed under its id: as an order, as one that is decided later, or as a hold. */
export interface TakeRow {
  id: string
  saleId: number
  userId: string
  /** The epoch that the gate admitted it under; null when the ledger decides alone. */
  epoch: number | null
  /** A purchase is of what is there; an order and a hold, which has one line, are of all or nothing. */
  kind: 'purchase' | 'order' | 'hold'
  lines: { itemId: number; quantity: number }[]
}

export type TakeRefusal = 'stale' | 'sale_not_open' | 'sale_paused' | 'sale_closed' | 'sale_not_found'
export type LineVerdict = 'taken' | 'sold_out' | 'limit_reached' | 'item_not_found'

interface LineFound {
  itemId: number
  quantity: number
  verdict: LineVerdict
  /** Of one unit. */
  price: number
}

export type TakeVerdict =
  | { status: 'taken'; createdAt: Date; lines: LineFound[] }
  /** Nothing of it could be had; nothing was written. */
  | { status: 'refused'; lines: LineFound[] }
  /** The id is in the ledger, whatever became of it. `ours`: perhaps by this very call, whose first answer was lost. */
  | { status: 'exists'; ours: boolean }
  /** The buyer has another active hold of the item. */
  | { status: 'already_held' }
  | { status: TakeRefusal }

interface VerdictRow {
  n: number
  item_id: string
  price: number | null
  verdict: LineVerdict | TakeRefusal | 'exists' | 'already_held' | 'deferred'
  created_at: Date | null
}

/** Commits a batch in one transaction. `holdMs`: how long its holds last. @throws LedgerUnavailable */
export async function commitTakes(
  pool: Pool,
  rows: TakeRow[],
  holdMs: number,
  watch?: LedgerWatch,
): Promise<(TakeVerdict | typeof DEFERRED)[]> {
  const lines = rows.flatMap((row) => row.lines.map(({ itemId }) => ({ saleId: row.saleId, itemId })))
  const locked = [lines.map((line) => line.saleId), lines.map((line) => line.itemId)]
  const { results, repeated } = await commit(pool, [
    [lockRows, [rows.map((row) => row.saleId), rows.map((row) => row.userId), ...locked]],
    arePlain(rows) ? decidePlain(rows) : decideAny(rows, holdMs),
  ])
  const verdictRows: VerdictRow[][] = rows.map(() => [])
  for (const row of (results[1]?.rows ?? []) as VerdictRow[]) verdictRows[row.n - 1]?.push(row)
  const verdicts = rows.map((row, i) => judge(row, verdictRows[i] ?? [], repeated))
  if (watch) for (const [i, row] of rows.entries()) watch.ledgerDecided(row.kind, statusOf(verdicts[i]))
  return verdicts
}

function decideAny(rows: TakeRow[], holdMs: number): [Statement, unknown[]] {
  const listOf = (values: number[]) => `{${values.join(',')}}`
  const itemIds = rows.map((row) => listOf(row.lines.map((line) => line.itemId)))
  const quantities = rows.map((row) => listOf(row.lines.map((line) => line.quantity)))
  return [commitTakesStatement, [...admitted(rows), rows.map((row) => row.kind), itemIds, quantities, holdMs]]
}

function decidePlain(rows: TakeRow[]): [Statement, unknown[]] {
  const itemIds = rows.map((row) => row.lines[0]?.itemId)
  const quantities = rows.map((row) => row.lines[0]?.quantity)
  return [commitPurchases, [...admitted(rows), itemIds, quantities, earlierUnits(rows)]]
}

/** Whose take it is, and under which epoch: what either statement is told of each row first. */
const admitted = (rows: TakeRow[]): unknown[] => [
  rows.map((row) => row.id),
  rows.map((row) => row.saleId),
  rows.map((row) => row.userId),
  rows.map((row) => row.epoch),
]

/** Whether each is a purchase of one line, and no two are of the same item. */
function arePlain(rows: TakeRow[]): boolean {
  const seen = new Set<string>()
  for (const { id, kind, saleId, lines } of rows) {
    if (kind !== 'purchase' || lines.length !== 1) return false
    seen.add(id).add(`${saleId} ${lines[0]?.itemId}`)
  }
  return seen.size === 2 * rows.length
}

/** For each row, the units that rows before it ask for in the name of the same buyer. */
function earlierUnits(rows: TakeRow[]): number[] {
  const asked = new Map<string, number>()
  return rows.map(({ saleId, userId, lines }) => {
    const buyer = `${saleId} ${userId}`
    const earlier = asked.get(buyer) ?? 0
    asked.set(buyer, earlier + (lines[0]?.quantity ?? 0))
    return earlier
  })
}

const statusOf = (verdict: TakeVerdict | typeof DEFERRED | undefined): string =>
  typeof verdict === 'object' ? verdict.status : 'deferred'

function judge(row: TakeRow, found: VerdictRow[], repeated: boolean): TakeVerdict | typeof DEFERRED {
  const first = found[0]
  if (!first) throw new TypeError('a take without lines was committed')
  switch (first.verdict) {
    case 'deferred':
      return DEFERRED
    case 'exists':
      return { status: 'exists', ours: repeated }
    case 'already_held':
    case 'stale':
    case 'sale_not_open':
    case 'sale_paused':
    case 'sale_closed':
    case 'sale_not_found':
      return { status: first.verdict }
  }
  const lines = found.map((line, i) => ({
    itemId: Number(line.item_id),
    quantity: row.lines[i]?.quantity ?? 0,
    verdict: line.verdict as LineVerdict,
    price: line.price ?? 0,
  }))
  if (!first.created_at) return { status: 'refused', lines }
  return { status: 'taken', createdAt: first.created_at, lines }
}
