import type { Pool } from '@hourglass/db'
import { recordAttempts as statement } from './attempts.sql.ts'
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
  /** How many of each; undefined: one. */
  quantities?: number[] | undefined
  /** `ok`, or why it was refused. */
  outcome: string
}

const array = (numbers: number[]): string => `{${numbers.join(',')}}`

/** @throws LedgerUnavailable */
export async function recordAttempts(pool: Pool, rows: Attempt[]): Promise<true[]> {
  const columns = [
    rows.map((row) => row.saleId),
    rows.map((row) => row.checkoutId),
    rows.map((row) => row.id),
    rows.map((row) => row.userId),
    rows.map((row) => array(row.itemIds)),
    rows.map((row) => (row.quantities ? array(row.quantities) : null)),
    rows.map((row) => row.outcome),
  ]
  await commit(pool, [[statement, columns]])
  return rows.map(() => true)
}
