import type { Pool, Statement } from '@hourglass/db'
import { expireHolds as expireHoldsStatement, lockHeld, settleHeld } from './held.sql.ts'
import type { StoredHold, StoredOrder } from './reads.ts'
import { commit, commitOnce } from './transaction.ts'

/** The end of a hold, or the decision on an order. */
export interface EndRow {
  kind: 'hold' | 'order'
  saleId: number
  id: string
  /** The required owner; null: any. */
  userId: string | null
  target: 'confirmed' | 'canceled' | 'expired' | 'failed'
  /** Why an order failed; otherwise null. */
  reason: string | null
  /** Number of held units that it moves. */
  units: number
  /** The id of the request that ends a hold. A repeat under the same id gets `done` again. */
  requestId?: string
}

export interface EndVerdict {
  /** `done`, or the final status that it already has. */
  status: 'done' | 'not_found' | 'early' | StoredHold['status'] | Exclude<StoredOrder['status'], 'void'>
  /** When the status changed; null: not found. */
  changedAt: Date | null
  /** Units of a withdrawn item were returned. They are gone, so a gate that has them must be rebuilt. */
  withdrawn: boolean
}

const endStatements = (rows: EndRow[], paymentMs: number): [Statement, unknown[]][] => {
  const kinds = rows.map((row) => row.kind)
  const saleIds = rows.map((row) => row.saleId)
  const ids = rows.map((row) => row.id)
  return [
    [lockHeld, [kinds, saleIds, ids]],
    [
      settleHeld,
      [
        kinds,
        saleIds,
        ids,
        rows.map((row) => row.userId),
        rows.map((row) => row.target),
        rows.map((row) => row.reason),
        rows.map((row) => row.requestId ?? null),
        paymentMs,
      ],
    ],
  ]
}

/**
 * Ends a batch of holds and orders in one transaction. Ids must be unique.
 * @param paymentMs how long the order of a confirmed hold awaits its payment
 * @throws LedgerUnavailable
 */
export async function endHeld(pool: Pool, rows: EndRow[], paymentMs: number): Promise<EndVerdict[]> {
  const { results } = await commit(pool, endStatements(rows, paymentMs))
  const found = (results[1]?.rows ?? []) as {
    verdict: EndVerdict['status']
    changed_at: Date | null
    withdrawn: boolean
  }[]
  return found.map((row) => ({ status: row.verdict, changedAt: row.changed_at, withdrawn: row.withdrawn }))
}

/** `withdrawn`: as in {@link EndVerdict}. */
export interface ExpiredHold {
  saleId: number
  id: string
  withdrawn: boolean
}

/**
 * Expires overdue holds, the longest overdue first. Concurrent servers get different holds.
 * @returns the expired holds
 * @throws ReplyLost when the outcome is unknown
 */
export async function expireHolds(pool: Pool, holdsMax: number): Promise<ExpiredHold[]> {
  const { rows } = await commitOnce(pool, expireHoldsStatement, [holdsMax])
  return rows.map(({ sale_id: saleId, id, withdrawn }) => ({ saleId, id, withdrawn }))
}
