import type pg from 'pg'
import type { Statement } from './transaction.ts'
import { commit } from './transaction.ts'

/** One call of checkout, as it is kept for good. */
export interface Attempt {
  /** 0 when no sale could be made out. */
  saleId: number
  /** The checkout it made or adds to; its own id when it was refused. */
  checkoutId: string
  id: string
  userId: string
  itemIds: number[]
  /** `ok`, or why it was refused. */
  outcome: string
}

/** @throws LedgerUnavailable */
export async function recordAttempts(pool: pg.Pool, statement: Statement, rows: Attempt[]): Promise<true[]> {
  const columns: [number[], string[], string[], string[], string[], string[]] = [[], [], [], [], [], []]
  for (const row of rows) {
    columns[0].push(row.saleId)
    columns[1].push(row.checkoutId)
    columns[2].push(row.id)
    columns[3].push(row.userId)
    columns[4].push(`{${row.itemIds.join(',')}}`)
    columns[5].push(row.outcome)
  }
  await commit(pool, [[statement, columns]])
  return rows.map(() => true)
}
