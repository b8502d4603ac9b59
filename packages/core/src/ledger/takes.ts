import type { Pool, Statement } from '@hourglass/db'
import { DEFERRED } from './batcher.ts'
import { commitPurchases, commitTakes as commitTakesStatement, lockRows } from './takes.sql.ts'
import { commit } from './transaction.ts'
import type { LedgerWatch } from './watch.ts'

/** A take to commit under its id: as a confirmed order, a queued order, or a hold. */
export interface TakeRow {
  id: string
  saleId: number
  userId: string
  /** The epoch under which the gate admitted it; null if the ledger decides alone. */
  epoch: number | null
  /** A purchase takes what is available. An order and a hold, which has one line, take all or nothing. */
  kind: 'purchase' | 'order' | 'hold'
  /** `price`: of one unit, as the buyer was shown it. If the ledger has another, the line is refused. */
  lines: { itemId: number; quantity: number; price?: number | undefined }[]
  /** Its sale takes payment: purchases and orders await it with their units held. */
  paid?: boolean
}

export type TakeRefusal =
  | 'stale'
  | 'sale_not_open'
  | 'sale_paused'
  | 'sale_closed'
  | 'sale_not_found'
  | 'sign_in_required'
export type LineVerdict = 'taken' | 'sold_out' | 'limit_reached' | 'price_changed' | 'item_not_found'

interface LineFound {
  itemId: number
  quantity: number
  verdict: LineVerdict
  /** Price of one unit. */
  price: number
}

export type TakeVerdict =
  | { status: 'taken'; createdAt: Date; lines: LineFound[] }
  /** No line could be taken; nothing was written. */
  | { status: 'refused'; lines: LineFound[] }
  /** The ledger already has the id, in any status. `ours`: possibly from an earlier attempt of this call whose response was lost. */
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

/** How long what a batch keeps off the shelf lasts, in ms. */
export interface Lifetimes {
  holdMs: number
  /** Of an order that awaits its payment. */
  paymentMs: number
}

/** Commits a batch in one transaction. @throws LedgerUnavailable */
export async function commitTakes(
  pool: Pool,
  rows: TakeRow[],
  lifetimes: Lifetimes,
  watch?: LedgerWatch,
): Promise<(TakeVerdict | typeof DEFERRED)[]> {
  const lines = rows.flatMap((row) => row.lines.map(({ itemId }) => ({ saleId: row.saleId, itemId })))
  const locked = [lines.map((line) => line.saleId), lines.map((line) => line.itemId)]
  const { results, repeated } = await commit(pool, [
    [lockRows, [rows.map((row) => row.saleId), rows.map((row) => row.userId), ...locked]],
    arePlain(rows) ? decidePlain(rows) : decideAny(rows, lifetimes),
  ])
  const verdictRows: VerdictRow[][] = rows.map(() => [])
  for (const row of (results[1]?.rows ?? []) as VerdictRow[]) verdictRows[row.n - 1]?.push(row)
  const verdicts = rows.map((row, i) => judge(row, verdictRows[i] ?? [], repeated))
  if (watch) for (const [i, row] of rows.entries()) watch.ledgerDecided(row.kind, statusOf(verdicts[i]))
  return verdicts
}

function decideAny(rows: TakeRow[], { holdMs, paymentMs }: Lifetimes): [Statement, unknown[]] {
  const listOf = (values: (number | string)[]) => `{${values.join(',')}}`
  const itemIds = rows.map((row) => listOf(row.lines.map((line) => line.itemId)))
  const quantities = rows.map((row) => listOf(row.lines.map((line) => line.quantity)))
  const prices = rows.map((row) => listOf(row.lines.map((line) => line.price ?? 'NULL')))
  return [
    commitTakesStatement,
    [...admitted(rows), rows.map((row) => row.kind), itemIds, quantities, prices, holdMs, paymentMs],
  ]
}

function decidePlain(rows: TakeRow[]): [Statement, unknown[]] {
  const itemIds = rows.map((row) => row.lines[0]?.itemId)
  const quantities = rows.map((row) => row.lines[0]?.quantity)
  const prices = rows.map((row) => row.lines[0]?.price ?? null)
  return [commitPurchases, [...admitted(rows), itemIds, quantities, earlierUnits(rows), prices]]
}

/** The leading parameters of both statements. */
const admitted = (rows: TakeRow[]): unknown[] => [
  rows.map((row) => row.id),
  rows.map((row) => row.saleId),
  rows.map((row) => row.userId),
  rows.map((row) => row.epoch),
]

/** Whether all rows are one-line purchases of different items without payment, which the faster statement can commit. */
function arePlain(rows: TakeRow[]): boolean {
  const seen = new Set<string>()
  for (const { id, kind, saleId, lines, paid } of rows) {
    if (kind !== 'purchase' || paid || lines.length !== 1) return false
    seen.add(id).add(`${saleId} ${lines[0]?.itemId}`)
  }
  return seen.size === 2 * rows.length
}

/** For each row, the units that earlier rows of the same buyer request. */
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
    case 'sign_in_required':
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
