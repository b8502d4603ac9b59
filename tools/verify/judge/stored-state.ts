import { setTimeout as delay } from 'node:timers/promises'
import { createGate } from '@hourglass/core/gate'
import { connectRedis } from '@hourglass/core/redis'
import { createDatabase } from '@hourglass/db'
import type { Stores } from '../../harness/stores.ts'

const READ_MS_MAX = 60_000
/** Attempts to connect to Redis. */
const GATE_TRIES_MAX = 40
const GATE_PAUSE_MS = 50
/** Timeout for open takes to settle after the last purchase: their lease is 10 s, the sweeper runs every second. */
const SETTLE_MS_MAX = 20_000
const SETTLE_PAUSE_MS = 250

/** One sale in the ledger. */
export interface SaleLedger {
  id: number
  epoch: number
  limit: number
  soldOut: boolean
  items: { id: number; stock: number; sold: number; held: number; limit: number | null }[]
  buyers: { userId: string; sold: number; held: number }[]
  /** Only for items with their own limit. */
  buyerItems: { userId: string; itemId: number; sold: number; held: number }[]
  orders: Order[]
  /** Sold units, one per row. */
  lines: { itemId: number; unitNo: number; orderId: string }[]
  holds: Hold[]
  events: { type: string; subject: string }[]
}

export interface Order {
  id: string
  userId: string
  status: 'queued' | 'processing' | 'confirmed' | 'failed' | 'void'
  units: number
  reason: string | null
  /** When it was created and when it got its status, in ms since 1970. */
  createdMs: number
  changedMs: number
  /** Lines of a queued order; null for an immediate purchase. */
  ordered: { item_id: number; quantity: number }[] | null
}

export interface Hold {
  id: string
  userId: string
  itemId: number
  status: 'ACTIVE' | 'CONFIRMED' | 'CANCELED' | 'EXPIRED' | 'VOID'
  createdMs: number
  changedMs: number
  /** Time from its deadline to its end; negative if it ended earlier. */
  overdueMs: number
}

export interface Attempt {
  checkoutId: string
  userId: string
  itemIds: number[]
  /** One per item; null for one unit each. */
  quantities: number[] | null
  outcome: string
}

export interface SaleState {
  ledger: SaleLedger
  gate: GateState | null
}

/**
 * Reads all sales and attempts in one snapshot, then the gate of each sale. The attempts of browsers (people/) and of visitors, who buy in
 * sales of their own beside the crowd, are left out: the crowd names its buyers.
 */
async function readState(stores: Stores, saleIds: readonly number[]) {
  const { ledgers, attempts } = await readAtOnce(stores.databaseUrl, async (rows) => {
    const ledgers: SaleLedger[] = []
    for (const id of saleIds) ledgers.push(await readSale(rows, id))
    const attempts = await rows<Attempt>(
      `SELECT checkout_id AS "checkoutId", user_id AS "userId", item_ids::float8[] AS "itemIds", quantities, outcome
        FROM attempts WHERE user_id !~ '^(guest|account|visitor):'`,
      [],
    )
    return { ledgers, attempts }
  })
  const sales: SaleState[] = []
  for (const ledger of ledgers) sales.push({ ledger, gate: await readGate(stores, ledger.id, ledger.epoch) })
  return { sales, attempts }
}

const TIMES = `(extract(epoch FROM created_at) * 1000)::float8 AS "createdMs",
  (extract(epoch FROM changed_at) * 1000)::float8 AS "changedMs"`

async function readSale(rows: ReadRows, id: number): Promise<SaleLedger> {
  const all = <Row extends object>(text: string) => rows<Row>(text, [id])
  const [sale] = await all<Pick<SaleLedger, 'id' | 'epoch' | 'limit' | 'soldOut'>>(
    `SELECT id, epoch, buyer_limit AS "limit", sold_out_at IS NOT NULL AS "soldOut" FROM sales WHERE id = $1`,
  )
  if (!sale) throw new Error(`The ledger has no sale ${id}.`)
  return {
    ...sale,
    items: await all('SELECT id::int, stock, sold, held, buyer_limit AS "limit" FROM items WHERE sale_id = $1'),
    buyers: await all('SELECT user_id AS "userId", sold, held FROM buyers WHERE sale_id = $1'),
    buyerItems: await all(
      'SELECT user_id AS "userId", item_id::int AS "itemId", sold, held FROM buyer_items WHERE sale_id = $1',
    ),
    orders: await all(
      `SELECT id, user_id AS "userId", status, units, reason, lines AS ordered, ${TIMES} FROM orders WHERE sale_id = $1`,
    ),
    lines: await all(
      'SELECT item_id::int AS "itemId", unit_no AS "unitNo", order_id AS "orderId" FROM order_lines WHERE sale_id = $1',
    ),
    holds: await all(
      `SELECT id, user_id AS "userId", item_id::int AS "itemId", status,
         (extract(epoch FROM changed_at - expires_at) * 1000)::float8 AS "overdueMs", ${TIMES}
       FROM holds WHERE sale_id = $1`,
    ),
    events: await all('SELECT type, subject FROM outbox_events WHERE sale_id = $1 ORDER BY id'),
  }
}

/** One sale in the gate. */
export interface GateState {
  free: number
  out: number
  /** Open takes. */
  takes: { id: string; units: number }[]
  /** Units per buyer. */
  buyers: Map<string, number>
}

/** Runs a statement in the snapshot. */
export type ReadRows = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>

/** Reads the ledger in one snapshot. */
export async function readAtOnce<Found>(databaseUrl: string, read: (rows: ReadRows) => Promise<Found>): Promise<Found> {
  const db = createDatabase(databaseUrl, { max: 1, name: 'hourglass-verify', statementTimeoutMs: READ_MS_MAX })
  const client = await db.$client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return await read(async (text, values) => (await client.query(text, values)).rows)
  } finally {
    client.release(true)
    await db.$client.end()
  }
}

/** Reads Redis directly. @throws if Redis is down */
export async function readGate(stores: Stores, saleId: number, epoch: number): Promise<GateState | null> {
  const redis = connectRedis(stores.redisUrl)
  const gate = createGate(redis, { onLink: () => {}, onRollback: () => {} })
  try {
    for (let tries = 1; ; tries++) {
      try {
        const seen = await gate.compare({ id: saleId, epoch })
        if (seen.status !== 'ok') return null
        const sum = (units: Uint32Array) => units.reduce((total, each) => total + each, 0)
        const takes = [...seen.takes].map(([id, take]) => ({ id, units: take.positions.length }))
        return { free: sum(seen.units.left), out: sum(seen.units.out), takes, buyers: seen.buyers }
      } catch (error) {
        if (tries === GATE_TRIES_MAX) throw error
        await delay(GATE_PAUSE_MS)
      }
    }
  } finally {
    gate.close()
    redis.disconnect()
  }
}

const isSettled = ({ ledger, gate }: SaleState): boolean => {
  if (ledger.items.some((item) => item.held > 0)) return false
  return gate ? gate.out === 0 && gate.takes.length === 0 : ledger.soldOut
}

/** Reads the stored state once no holds or takes are open, or after a timeout. */
export async function readSettledState(stores: Stores, saleIds: readonly number[]) {
  const deadline = performance.now() + SETTLE_MS_MAX
  for (;;) {
    const books = await readState(stores, saleIds)
    if (books.sales.every(isSettled) || performance.now() > deadline) return books
    await delay(SETTLE_PAUSE_MS)
  }
}
