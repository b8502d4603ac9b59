import type { Pool } from '@hourglass/db'
import * as sql from './queues.sql.ts'
import { commit } from './transaction.ts'

/** Longest time that admissions catch up on after no server ran, in seconds. A longer gap must not let a crowd in at once. */
const CATCH_UP_S_MAX = 5

export interface QueueJoin {
  saleId: number
  userId: string
  /** Fresh for this call; a resend has the same. */
  ticket: string
  /** The nonce of the proof of work. */
  proof: string | null
  /** The buyer's place whose pass has expired. */
  replaces: number | null
}

/** A buyer's place in the join log of a sale. */
export interface StoredPlace {
  saleId: number
  /** From 1, without gaps. */
  seq: number
  ticket: string
  userId: string
  joinedAt: Date
  /** The buyer has joined again since. */
  ended: boolean
}

export type JoinRefusal =
  | 'door_open'
  | 'queue_closed'
  | 'sold_out'
  | 'sale_not_found'
  | 'sign_in_required'
  | 'proof_invalid'
export type JoinVerdict = { status: 'joined' | 'has_place'; place: StoredPlace } | { status: JoinRefusal }

interface PlaceRow {
  n: number
  seq: number
  ticket: string
  user_id: string
  joined_at: Date
  ended: boolean
}

const placeOf = (saleId: number, row: Omit<PlaceRow, 'n'>): StoredPlace => ({
  saleId,
  seq: row.seq,
  ticket: row.ticket,
  userId: row.user_id,
  joinedAt: row.joined_at,
  ended: row.ended,
})

/** Joins in one transaction. A sale and buyer must not appear twice. @throws LedgerUnavailable */
export async function joinQueues(pool: Pool, rows: QueueJoin[]): Promise<JoinVerdict[]> {
  const { results } = await commit(pool, [
    [sql.lockQueues, [rows.map((row) => row.saleId)]],
    [
      sql.joinQueues,
      [
        rows.map((row) => row.saleId),
        rows.map((row) => row.userId),
        rows.map((row) => row.ticket),
        rows.map((row) => row.proof),
        rows.map((row) => row.replaces),
      ],
    ],
  ])
  const found = (results[1]?.rows ?? []) as (PlaceRow & { verdict: JoinVerdict['status'] })[]
  return rows.map((asked, i): JoinVerdict => {
    const row = found[i]
    if (!row) throw new TypeError('a join got no verdict')
    if (row.verdict !== 'joined' && row.verdict !== 'has_place') return { status: row.verdict }
    // After a lost answer, the place that this call made is found as one from before.
    const status = row.ticket === asked.ticket ? 'joined' : row.verdict
    return { status, place: placeOf(asked.saleId, { ...row, ended: false }) }
  })
}

/** Reads places by ticket; null: the sale has no such ticket. @throws LedgerUnavailable */
export async function readPlaces(
  pool: Pool,
  keys: { saleId: number; ticket: string }[],
): Promise<(StoredPlace | null)[]> {
  const values = [keys.map((key) => key.saleId), keys.map((key) => key.ticket)]
  const { results } = await commit(pool, [[sql.readPlaces, values]])
  return placesOf(keys, results[0]?.rows ?? [])
}

/** Finds the places that buyers have now; null: none. @throws LedgerUnavailable */
export async function findPlaces(
  pool: Pool,
  keys: { saleId: number; userId: string }[],
): Promise<(StoredPlace | null)[]> {
  const values = [keys.map((key) => key.saleId), keys.map((key) => key.userId)]
  const { results } = await commit(pool, [[sql.findPlaces, values]])
  return placesOf(keys, results[0]?.rows ?? [])
}

function placesOf(keys: { saleId: number }[], rows: (PlaceRow | { n: number; seq: null })[]): (StoredPlace | null)[] {
  const byNumber = new Map(rows.map((row) => [row.n, row]))
  return keys.map(({ saleId }, i) => {
    const row = byNumber.get(i + 1)
    return row && row.seq !== null ? placeOf(saleId, row) : null
  })
}

/** A pass that was used for the first time. */
export interface PassUse {
  saleId: number
  seq: number
  position: number
}

/** Records uses of passes; a repeat changes nothing. @throws LedgerUnavailable */
export async function usePasses(pool: Pool, rows: PassUse[]): Promise<true[]> {
  const values = [rows.map((row) => row.saleId), rows.map((row) => row.seq), rows.map((row) => row.position)]
  await commit(pool, [
    [sql.lockQueues, [values[0]]],
    [sql.usePasses, values],
  ])
  return rows.map(() => true)
}

/**
 * Makes due draws and admits the next places. Repeating it is safe: each moment counts once.
 * @param share part of the admission rate that the ledger can serve now, from 0 to 1
 * @returns admissions by sale
 * @throws LedgerUnavailable
 */
export async function advanceQueues(pool: Pool, share: number): Promise<{ saleId: number; admitted: number }[]> {
  const { results } = await commit(pool, [[sql.advanceQueues, [share, CATCH_UP_S_MAX]]])
  const rows = (results[0]?.rows ?? []) as { sale_id: number; admitted: number }[]
  return rows.map((row) => ({ saleId: row.sale_id, admitted: row.admitted }))
}

/** A waiting room as of one moment. Times are in ms since 1970, by PostgreSQL's clock. */
export interface StoredQueue {
  saleId: number
  /** Entries of the join log. */
  joined: number
  /** Of the join log until the draw, in hex. */
  digest: string
  /** Entries that took part in the draw; null before it. */
  drawn: number | null
  /** Positions up to this one have been admitted. */
  admitted: number
  /** Passes that were used, and those that expired unused. */
  used: number
  expired: number
  ratePerMinute: number
  paused: boolean
  /** Validity of a pass. */
  passMs: number
  /** When the last server advanced the queue; null: none has. */
  advancedAt: number | null
  /** Admissions whose passes are valid, oldest first: the positions after `after` up to `upTo`. */
  admissions: { after: number; upTo: number; at: number }[]
  /** When this was read. */
  now: number
}

interface QueueRow {
  n: number
  now: string
  sale_id: number
  joined: number
  digest: string
  drawn: number | null
  admitted: number
  used: number
  expired: number
  rate_per_minute: number
  paused: boolean
  pass_ms: number
  advanced_ms: string | null
  admissions: [number, number, number][]
}

/** Reads waiting rooms; null: the sale has none. @throws LedgerUnavailable */
export async function readQueues(pool: Pool, saleIds: number[]): Promise<(StoredQueue | null)[]> {
  const { results } = await commit(pool, [[sql.readQueues, [saleIds]]])
  const byNumber = new Map(((results[0]?.rows ?? []) as QueueRow[]).map((row) => [row.n, row]))
  return saleIds.map((saleId, i) => {
    const row = byNumber.get(i + 1)
    return row ? queueOf(saleId, row) : null
  })
}

const queueOf = (saleId: number, row: QueueRow): StoredQueue => ({
  saleId,
  joined: row.joined,
  digest: row.digest,
  drawn: row.drawn,
  admitted: row.admitted,
  used: row.used,
  expired: row.expired,
  ratePerMinute: row.rate_per_minute,
  paused: row.paused,
  passMs: row.pass_ms,
  advancedAt: row.advanced_ms === null ? null : Number(row.advanced_ms),
  admissions: row.admissions.map(([after, upTo, at]) => ({ after, upTo, at })),
  now: Number(row.now),
})
