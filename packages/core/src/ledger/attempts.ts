import type { Pool } from '@hourglass/db'
import { recordAttempts as statement } from './attempts.sql.ts'
import { commit } from './transaction.ts'

/** One call of checkout, as permanently recorded. */
export interface Attempt {
  /** 0 if the sale could not be determined. */
  saleId: number
  /** The checkout that it created or added to; its own id if it was refused. */
  checkoutId: string
  id: string
  userId: string
  itemIds: number[]
  /** Quantities of the items; undefined: one each. */
  quantities?: number[] | undefined
  /** Prices of one unit of each item, as the checkout showed them; undefined where prices never change. */
  prices?: number[] | undefined
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
    rows.map((row) => (row.prices ? array(row.prices) : null)),
  ]
  await commit(pool, [[statement, columns]])
  return rows.map(() => true)
}
