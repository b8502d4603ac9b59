import type pg from 'pg'
import { type Attempt, recordAttempts } from './attempts.ts'
import { type Batcher, createBatcher } from './batcher.ts'
import { type Carts, createCarts } from './carts.ts'
import { isOutage, isPoison } from './failures.ts'
import { type ClaimEnd, claimKeys, endClaims, type KeyClaim, type KeyVerdict } from './keys.ts'
import { commitOrders, type OrderRow, type OrderVerdict } from './orders.ts'
import {
  type Key,
  readCheckouts,
  readItems,
  readOrders,
  type StoredCheckout,
  type StoredItem,
  type StoredOrder,
} from './reads.ts'
import { readStatements } from './statements.ts'
import { commit } from './transaction.ts'

/** Rows of one shared commit. Beyond some hundreds a batch only delays its own replies. */
const LEDGER_BATCH_ROWS_MAX = 256
/** Rows that may wait for a commit; the next one is told that we are busy. About two seconds of full load. */
const LEDGER_QUEUE_ROWS_MAX = 10_000
/** Two at once keep the disk busy while the next batch fills. */
const LEDGER_BATCHES_MAX = 2

export interface Ledger {
  /** Keeps an attempt for good. @throws Busy @throws LedgerUnavailable */
  recordAttempt(attempt: Attempt): Promise<true>
  /** Commits a take as an order. @throws Busy @throws LedgerUnavailable */
  commitOrder(row: OrderRow): Promise<OrderVerdict>
  readOrder(key: Key<string>): Promise<StoredOrder | null>
  readCheckout(key: Key<string>): Promise<StoredCheckout | null>
  readItem(key: Key<number>): Promise<StoredItem | null>
  carts: Carts
  /** Claims an idempotency key, or tells what has become of it. @throws Busy @throws LedgerUnavailable */
  claimKey(claim: KeyClaim): Promise<KeyVerdict>
  /** Ends a claim; false when its lease has passed to another. @throws Busy @throws LedgerUnavailable */
  endClaim(end: ClaimEnd): Promise<boolean>
  /** Settles takes whose lease ran out: void, so that they can never be committed, or confirmed already. */
  voidOrders(saleId: number, ids: string[]): Promise<{ id: string; status: 'void' | 'confirmed' }[]>
  /** Rows waiting or under way. */
  readonly load: number
}

/** The ledger over a pool of pipelining connections: everything that a request needs of it, in shared commits. */
export function createLedger(pool: pg.Pool, options: { checkoutTtlMs: number }): Ledger {
  const statements = readStatements()
  const bounds = { rowsMax: LEDGER_BATCH_ROWS_MAX, inFlightMax: LEDGER_BATCHES_MAX, queueMax: LEDGER_QUEUE_ROWS_MAX }
  const batcher = <Row, Verdict>(
    run: (rows: Row[]) => ReturnType<Parameters<typeof createBatcher<Row, Verdict>>[0]['commit']>,
    keyOf?: (row: Row) => string,
  ): Batcher<Row, Verdict> =>
    createBatcher<Row, Verdict>({ ...bounds, commit: run, isOutage, isPoison, ...(keyOf && { keyOf }) })

  const attempts = batcher<Attempt, true>((rows) => recordAttempts(pool, statements['record-attempts'], rows))
  const orders = batcher<OrderRow, OrderVerdict>(
    (rows) => commitOrders(pool, statements, rows),
    (row) => row.id,
  )
  const storedOrders = batcher<Key<string>, StoredOrder | null>((keys) =>
    readOrders(pool, statements['read-orders'], keys),
  )
  const checkouts = batcher<Key<string>, StoredCheckout | null>((keys) =>
    readCheckouts(pool, statements['read-checkouts'], keys, options.checkoutTtlMs),
  )
  const items = batcher<Key<number>, StoredItem | null>((keys) => readItems(pool, statements['read-items'], keys))
  const keyOf = ({ principal, key }: KeyClaim | ClaimEnd) => JSON.stringify([principal, key])
  const claims = batcher<KeyClaim, KeyVerdict>((rows) => claimKeys(pool, statements['claim-keys'], rows), keyOf)
  const ends = batcher<ClaimEnd, boolean>((rows) => endClaims(pool, statements['end-claims'], rows), keyOf)

  return {
    get load() {
      return attempts.load + orders.load
    },
    recordAttempt: attempts.submit,
    commitOrder: orders.submit,
    readOrder: storedOrders.submit,
    readCheckout: checkouts.submit,
    readItem: items.submit,
    carts: createCarts(pool, statements),
    claimKey: claims.submit,
    endClaim: ends.submit,
    async voidOrders(saleId, ids) {
      const { results } = await commit(pool, [[statements['void-orders'], [saleId, ids]]])
      return results[0]?.rows ?? []
    },
  }
}
