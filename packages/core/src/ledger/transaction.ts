import { CONNECT_TIMEOUT_MS, type Pool, QUERY_TIMEOUT_MS, type Statement } from '@hourglass/db'
import type pg from 'pg'
import { isOutage, isRace, LedgerUnavailable, ReplyLost } from './failures.ts'

/** Deadline of a ledger call, including a lost response and the second attempt. */
export const LEDGER_DEADLINE_MS = 4_000
/** A second attempt starts only while there is time for all of it. */
const SECOND_TRY_MS = LEDGER_DEADLINE_MS - CONNECT_TIMEOUT_MS - QUERY_TIMEOUT_MS
/** Most attempts of a batch that loses a race. */
const RACE_TRIES_MAX = 3

export interface Committed {
  results: pg.QueryResult[]
  /** The first response was lost, so rows that already exist may be our own. */
  repeated: boolean
}

/**
 * Runs the statements in one transaction and one round trip. If the response is lost, it sends everything once more on a fresh
 * connection: all statements of the ledger are idempotent under the same ids, and the second response reports what the first did.
 * @throws LedgerUnavailable when PostgreSQL does not respond in time; other errors are caused by a row or by the code
 */
export async function commit(pool: Pool, statements: [Statement, unknown[]][]): Promise<Committed> {
  const began = performance.now()
  let lost = false
  for (let tries = 1; ; tries++) {
    try {
      return { results: await attempt(pool, statements), repeated: lost }
    } catch (error) {
      if (isRace(error) && tries < RACE_TRIES_MAX) continue
      if (!isOutage(error)) throw error
      if (lost || performance.now() - began > SECOND_TRY_MS) {
        throw new LedgerUnavailable(error instanceof Error ? error.message : String(error), { cause: error })
      }
      lost = true
    }
  }
}

/**
 * The same without a second attempt, for statements that are not idempotent.
 * @throws ReplyLost when the response was lost; after other errors nothing was done
 */
export async function commitOnce(pool: Pool, statement: Statement, values: unknown[]): Promise<pg.QueryResult> {
  const client = await pool.connect()
  try {
    const [result] = await send(client, pool, [[statement, values]])
    client.release()
    return result as pg.QueryResult
  } catch (error) {
    client.release(true)
    if (!isOutage(error)) throw error
    throw new ReplyLost(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function attempt(pool: Pool, statements: [Statement, unknown[]][]): Promise<pg.QueryResult[]> {
  const client = await pool.connect()
  try {
    const results = await send(client, pool, statements)
    client.release()
    return results
  } catch (error) {
    // Destroy the connection: statements may still be running on it.
    client.release(true)
    throw error
  }
}

/** A single statement needs no explicit transaction, unless it needs settings that the session lacks. */
async function send(
  client: pg.PoolClient,
  { opening, prepares }: Pool,
  statements: [Statement, unknown[]][],
): Promise<pg.QueryResult[]> {
  // Behind a transaction pooler, named prepared statements may not exist in the next session.
  const query = ([statement, values]: [Statement, unknown[]]) =>
    client.query({ ...(prepares ? statement : { text: statement.text }), values })
  const first = statements[0]
  if (first && statements.length === 1 && opening === null) return [await query(first)]
  const begun = client.query(opening ?? 'BEGIN')
  const results = await Promise.all([begun, ...statements.map(query), client.query('COMMIT')])
  if (results.at(-1)?.command !== 'COMMIT') throw new LedgerUnavailable('the transaction was rolled back')
  return results.slice(1, -1)
}
