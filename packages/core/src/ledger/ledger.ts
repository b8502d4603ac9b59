import type { Pool, Statement } from '@hourglass/db'
import { type Attempt, recordAttempts } from './attempts.ts'
import { createAwaiting } from './awaiting.ts'
import { type Batcher, createBatcher } from './batcher.ts'
import { type Carts, createCarts } from './carts.ts'
import { isOutage, isPoison } from './failures.ts'
import { claimOrders, voidHolds, voidOrders } from './held.sql.ts'
import { type EndRow, type EndVerdict, type ExpiredHold, endHeld, expireHolds } from './held.ts'
import { type ClaimEnd, claimKeys, endClaims, type KeyClaim, type KeyVerdict } from './keys.ts'
import {
  advanceQueues,
  findPlaces,
  type JoinVerdict,
  joinQueues,
  type PassUse,
  type QueueJoin,
  readPlaces,
  readQueues,
  type StoredPlace,
  type StoredQueue,
  usePasses,
} from './queues.ts'
import {
  type HolderKey,
  type Key,
  orderOf,
  readActiveHolds,
  readCheckouts,
  readHolds,
  readItems,
  readOrders,
  type StoredCheckout,
  type StoredHold,
  type StoredItem,
  type StoredOrder,
} from './reads.ts'
import { commitTakes, type Lifetimes, type TakeRow, type TakeVerdict } from './takes.ts'
import { commit } from './transaction.ts'
import { type BatchName, type LedgerWatch, watchBatches } from './watch.ts'

/** Most rows per group commit. Beyond a few hundred a batch only delays its own responses. */
const LEDGER_BATCH_ROWS_MAX = 256
/** Most queued rows; the next one is refused as busy. About two seconds of full load. */
const LEDGER_QUEUE_ROWS_MAX = 10_000
/** Most units per commit, because each sold unit is a row. A larger order is committed alone. */
const LEDGER_BATCH_UNITS_MAX = 5_000
/** Two concurrent commits keep the disk busy while the next batch fills. */
const LEDGER_BATCHES_MAX = 2

/** An order that a worker has claimed, with its age by PostgreSQL's clock. */
export type ClaimedOrder = StoredOrder & { ageMs: number }

export interface Ledger {
  /** Records an attempt permanently. @throws Busy @throws LedgerUnavailable */
  recordAttempt(attempt: Attempt): Promise<true>
  /** Commits a take as an order or a hold. @throws Busy @throws LedgerUnavailable */
  commitTake(row: TakeRow): Promise<TakeVerdict>
  /** Ends a hold or decides an order, exactly once. @throws Busy @throws LedgerUnavailable */
  endHeld(row: EndRow): Promise<EndVerdict>
  /** Expires up to `holdsMax` overdue holds. */
  expireHolds(holdsMax: number): Promise<ExpiredHold[]>
  /** Claims up to `ordersMax` undecided orders for `claimMs`. */
  claimOrders(ordersMax: number, claimMs: number): Promise<ClaimedOrder[]>
  readOrder(id: string): Promise<StoredOrder | null>
  readHold(id: string): Promise<StoredHold | null>
  readActiveHold(key: HolderKey): Promise<StoredHold | null>
  readCheckout(key: Key<string>): Promise<StoredCheckout | null>
  readItem(key: Key<number>): Promise<StoredItem | null>
  /** Settles takes with an expired lease: voids them, so that they can never be committed, or returns their status. */
  voidOrders(saleId: number, ids: string[]): Promise<{ id: string; status: StoredOrder['status'] }[]>
  voidHolds(saleId: number, ids: string[]): Promise<{ id: string; status: StoredHold['status'] | 'void' }[]>
  carts: Carts
  /** Claims an idempotency key, or returns its state. @throws Busy @throws LedgerUnavailable */
  claimKey(claim: KeyClaim): Promise<KeyVerdict>
  /** Ends a claim; false if another request has taken over its lease. @throws Busy @throws LedgerUnavailable */
  endClaim(end: ClaimEnd): Promise<boolean>
  /** Gives a buyer a place in a waiting room, or returns the one they have. @throws Busy @throws LedgerUnavailable */
  joinQueue(join: QueueJoin): Promise<JoinVerdict>
  readPlace(key: { saleId: number; ticket: string }): Promise<StoredPlace | null>
  findPlace(key: { saleId: number; userId: string }): Promise<StoredPlace | null>
  /** Records the first use of a pass. @throws Busy @throws LedgerUnavailable */
  usePass(use: PassUse): Promise<true>
  readQueue(saleId: number): Promise<StoredQueue | null>
  /** Makes due draws and admits the next places. `share`: part of the rate that is admitted, from 0 to 1. */
  advanceQueues(share: number): Promise<{ saleId: number; admitted: number }[]>
  /** Rows in the queue or in flight. */
  readonly load: number
  /** The load of each batch. */
  loads(): [BatchName, number][]
}

/** The ledger over a pool of pipelining connections. Everything that requests need is batched. */
export function createLedger(pool: Pool, options: Lifetimes & { checkoutTtlMs: number; watch?: LedgerWatch }): Ledger {
  const { watch } = options
  const bounds = { rowsMax: LEDGER_BATCH_ROWS_MAX, inFlightMax: LEDGER_BATCHES_MAX, queueMax: LEDGER_QUEUE_ROWS_MAX }
  const batchers: [BatchName, { readonly load: number }][] = []
  const batcher = <Row, Verdict>(
    name: BatchName,
    run: (rows: Row[]) => ReturnType<Parameters<typeof createBatcher<Row, Verdict>>[0]['commit']>,
    more: { keyOf?: (row: Row) => string; unitsOf?: (row: Row) => number } = {},
  ): Batcher<Row, Verdict> => {
    const { keyOf, unitsOf } = more
    const weigh = unitsOf && { of: unitsOf, max: LEDGER_BATCH_UNITS_MAX }
    const made = createBatcher<Row, Verdict>({
      ...bounds,
      commit: run,
      isOutage,
      isPoison,
      ...(keyOf && { keyOf }),
      ...(weigh && { weigh }),
      ...(watch && { watch: watchBatches(name, watch) }),
    })
    batchers.push([name, made])
    return made
  }

  const attempts = batcher<Attempt, true>('attempts', (rows) => recordAttempts(pool, rows))
  const takes = batcher<TakeRow, TakeVerdict>('takes', (rows) => commitTakes(pool, rows, options, watch), {
    keyOf: (row) => row.id,
    unitsOf: (row) => row.lines.reduce((units, line) => units + line.quantity, 0),
  })
  const ends = batcher<EndRow, EndVerdict>('ends', (rows) => endHeld(pool, rows, options.paymentMs), {
    keyOf: (row) => row.id,
    unitsOf: (row) => row.units,
  })
  const orders = batcher<string, StoredOrder | null>('orders', (ids) => readOrders(pool, ids))
  const holds = batcher<string, StoredHold | null>('holds', (ids) => readHolds(pool, ids))
  const activeHolds = batcher<HolderKey, StoredHold | null>('active_holds', (keys) => readActiveHolds(pool, keys))
  const checkouts = batcher<Key<string>, StoredCheckout | null>('checkouts', (keys) =>
    readCheckouts(pool, keys, options.checkoutTtlMs),
  )
  const awaiting = createAwaiting(pool)
  const items = batcher<Key<number>, StoredItem | null>('items', (keys) => readItems(pool, keys, awaiting))
  const rowsOf = async (statement: Statement, values: unknown[]) =>
    (await commit(pool, [[statement, values]])).results[0]?.rows ?? []
  const keyOf = ({ principal, key }: KeyClaim | ClaimEnd) => JSON.stringify([principal, key])
  const claims = batcher<KeyClaim, KeyVerdict>('claims', (rows) => claimKeys(pool, rows), {
    keyOf,
  })
  const ofBuyer = ({ saleId, userId }: { saleId: number; userId: string }) => `${saleId} ${userId}`
  const joins = batcher<QueueJoin, JoinVerdict>('joins', (rows) => joinQueues(pool, rows), { keyOf: ofBuyer })
  const places = batcher<{ saleId: number; ticket: string }, StoredPlace | null>('places', (keys) =>
    readPlaces(pool, keys),
  )
  const buyerPlaces = batcher<{ saleId: number; userId: string }, StoredPlace | null>('buyer_places', (keys) =>
    findPlaces(pool, keys),
  )
  const passUses = batcher<PassUse, true>('pass_uses', (rows) => usePasses(pool, rows))
  const queues = batcher<number, StoredQueue | null>('queues', (saleIds) => readQueues(pool, saleIds))
  const claimEnds = batcher<ClaimEnd, boolean>('claim_ends', (rows) => endClaims(pool, rows), { keyOf })

  return {
    get load() {
      return attempts.load + takes.load + ends.load
    },
    loads: () => batchers.map(([name, { load }]) => [name, load]),
    recordAttempt: attempts.submit,
    commitTake: takes.submit,
    endHeld: ends.submit,
    expireHolds: (holdsMax) => expireHolds(pool, holdsMax),
    async claimOrders(ordersMax, claimMs) {
      const rows = await rowsOf(claimOrders, [ordersMax, claimMs])
      return rows.map((row) => ({
        ...orderOf({ ...row, status: 'processing', reason: null, changed_at: row.created_at, pay_by: null }),
        ageMs: row.age_ms,
      }))
    },
    readOrder: orders.submit,
    readHold: holds.submit,
    readActiveHold: activeHolds.submit,
    readCheckout: checkouts.submit,
    readItem: items.submit,
    voidOrders: (saleId, ids) => rowsOf(voidOrders, [saleId, ids]),
    voidHolds: (saleId, ids) => rowsOf(voidHolds, [saleId, ids]),
    carts: createCarts(pool),
    joinQueue: joins.submit,
    readPlace: places.submit,
    findPlace: buyerPlaces.submit,
    usePass: passUses.submit,
    readQueue: queues.submit,
    advanceQueues: (share) => advanceQueues(pool, share),
    claimKey: claims.submit,
    endClaim: claimEnds.submit,
  }
}
