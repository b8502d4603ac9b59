import type { Pool, Statement } from '@hourglass/db'
import { expireHolds as expireHoldsStatement, lockHeld, settleHeld } from './held.sql.ts'
import { commit, commitOnce } from './transaction.ts'

/** The end of a hold or of an order that waited to be decided. */
export interface EndRow {
  kind: 'hold' | 'order'
  saleId: number
  id: string
  /** Whose it must be; null: anybody's. */
  userId: string | null
  target: 'confirmed' | 'canceled' | 'expired' | 'failed'
  /** Why an order failed; null otherwise. */
  reason: string | null
  /** Held units that it moves. */
  units: number
  /** The request that ends a hold; sent again, it hears `done` again. */
  requestId?: string
}

export interface EndVerdict {
  /** `done`, or what it is already (and stays), in lower case. */
  status: 'done' | 'not_found' | 'early' | 'active' | 'confirmed' | 'canceled' | 'expired' | 'queued' | 'failed'
  /** When it became so. null: not found. */
  changedAt: Date | null
}

const endStatements = (rows: EndRow[]): [Statement, unknown[]][] => {
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
      ],
    ],
  ]
}

/** Ends a batch of holds and orders in one transaction; no id twice. @throws LedgerUnavailable */
export async function endHeld(pool: Pool, rows: EndRow[]): Promise<EndVerdict[]> {
  const { results } = await commit(pool, endStatements(rows))
  const found = (results[1]?.rows ?? []) as { verdict: EndVerdict['status']; changed_at: Date | null }[]
  return found.map((row) => ({ status: row.verdict, changedAt: row.changed_at }))
}

/**
 * Expires the holds whose time is over, the longest overdue first; servers that do it at once share them out.
 * @returns those that have expired
 * @throws Unheard when some may have, and it is not known which
 */
export async function expireHolds(pool: Pool, holdsMax: number): Promise<{ saleId: number; id: string }[]> {
  const { rows } = await commitOnce(pool, expireHoldsStatement, [holdsMax])
  return rows.map(({ sale_id: saleId, id }) => ({ saleId, id }))
}
