import { CONNECT_TIMEOUT_MS, type Pool, QUERY_TIMEOUT_MS, type Statement } from '@hourglass/db'
import type pg from 'pg'
import { isOutage, isRace, LedgerUnavailable, Unheard } from './failures.ts'

/** Longest that a request may wait for the ledger, lost answers and second tries included. */
export const LEDGER_DEADLINE_MS = 4_000
/** A second try begins only while there is time for all of it. */
const SECOND_TRY_MS = LEDGER_DEADLINE_MS - CONNECT_TIMEOUT_MS - QUERY_TIMEOUT_MS
/** Tries of a batch that lost a race. */
const RACE_TRIES_MAX = 3

export interface Committed {
  results: pg.QueryResult[]
  /** A first answer was lost: what is found to exist may be our own. */
  repeated: boolean
}

/**
 * Runs the statements in one transaction and one round trip. When the answer is lost the whole is sent once more on a
 * fresh connection: every statement of the ledger may be repeated under the same ids, and the second answer tells
 * what the first one did.
 * @throws LedgerUnavailable when PostgreSQL cannot be had in time; other errors are a row's or the code's fault
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
 * The same, but sent once: for what cannot tell, sent again, what it did the first time.
 * @throws Unheard when it was sent and no answer came; other errors: nothing was done
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
    throw new Unheard(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function attempt(pool: Pool, statements: [Statement, unknown[]][]): Promise<pg.QueryResult[]> {
  const client = await pool.connect()
  try {
    const results = await send(client, pool, statements)
    client.release()
    return results
  } catch (error) {
    // Whatever is still under way on this connection is of no interest any more.
    client.release(true)
    throw error
  }
}

/** A statement alone is a transaction by itself, unless it needs settings that the session does not have. */
async function send(
  client: pg.PoolClient,
  { opening, prepares }: Pool,
  statements: [Statement, unknown[]][],
): Promise<pg.QueryResult[]> {
  // A pooler that lends a session for one transaction may forget what was prepared under a name.
  const query = ([statement, values]: [Statement, unknown[]]) =>
    client.query({ ...(prepares ? statement : { text: statement.text }), values })
  const first = statements[0]
  if (first && statements.length === 1 && opening === null) return [await query(first)]
  const begun = client.query(opening ?? 'BEGIN')
  const results = await Promise.all([begun, ...statements.map(query), client.query('COMMIT')])
  if (results.at(-1)?.command !== 'COMMIT') throw new LedgerUnavailable('the transaction was rolled back')
  return results.slice(1, -1)
}
