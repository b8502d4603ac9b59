import type { Pool } from '@hourglass/db'
import { claimKeys as claimKeysStatement, endClaims as endClaimsStatement } from './keys.sql.ts'
import { commit } from './transaction.ts'

/** Lease of a claimed key: after it, the claimant counts as crashed. Longer than any request deadline. */
const IDEMPOTENCY_LEASE_MS = 10_000
/** How long a stored response is replayed. */
export const IDEMPOTENCY_KEPT_MS = 24 * 3_600_000

/** A request under an idempotency key. */
export interface KeyClaim {
  /** The owner of the key. */
  principal: string
  key: string
  /** Equal for equal requests. */
  fingerprint: string
  /** A fresh id for every call. */
  requestId: string
}

export type KeyVerdict =
  | { status: 'claimed'; requestId: string; lease: string }
  | { status: 'answered'; answer: unknown }
  | { status: 'reused' | 'in_flight' }

export interface ClaimEnd {
  principal: string
  key: string
  lease: string
  /** The response as JSON, for repeats; null if the claim is given up. */
  answer: string | null
  /** The request had no effect: the key can be used for any request again. */
  forget: boolean
}

interface ClaimRow {
  status: KeyVerdict['status']
  request_id: string
  lease: string
  answer: unknown
}

/** @throws LedgerUnavailable */
export async function claimKeys(pool: Pool, rows: KeyClaim[]): Promise<KeyVerdict[]> {
  const { results } = await commit(pool, [
    [
      claimKeysStatement,
      [
        rows.map((row) => row.principal),
        rows.map((row) => row.key),
        rows.map((row) => row.fingerprint),
        rows.map((row) => row.requestId),
        IDEMPOTENCY_LEASE_MS,
        IDEMPOTENCY_KEPT_MS,
      ],
    ],
  ])
  return (results[0]?.rows ?? []).map(verdictOf)
}

function verdictOf({ status, request_id, lease, answer }: ClaimRow): KeyVerdict {
  if (status === 'claimed') return { status, requestId: request_id, lease }
  return status === 'answered' ? { status, answer } : { status }
}

/** @throws LedgerUnavailable */
export async function endClaims(pool: Pool, rows: ClaimEnd[]): Promise<boolean[]> {
  const { results } = await commit(pool, [
    [
      endClaimsStatement,
      [
        rows.map((row) => row.principal),
        rows.map((row) => row.key),
        rows.map((row) => row.lease),
        rows.map((row) => row.answer),
        rows.map((row) => row.forget),
      ],
    ],
  ])
  const ended = new Set((results[0]?.rows ?? []).map(({ n }: { n: number }) => n))
  return rows.map((_, i) => ended.has(i + 1))
}
