import { createGate } from '@hourglass/core/gate'
import { connectRedis } from '@hourglass/core/redis'
import { createDatabase } from '@hourglass/db'
import type { Stores } from '../../harness/stores.ts'

const READ_MS_MAX = 60_000
/** For the connection to Redis to be there. */
const GATE_TRIES_MAX = 40
const GATE_PAUSE_MS = 50

/** What the ledger has of one sale, read at one instant. Attempts are those of the sale and those of none (sale 0). */
export interface LedgerBooks {
  epoch: number
  limit: number
  soldOut: boolean
  items: { id: number; stock: number; sold: number; held: number }[]
  buyers: { userId: string; sold: number; held: number }[]
  orders: { id: string; userId: string; status: 'confirmed' | 'void'; units: number }[]
  lines: { itemId: number; unitNo: number; orderId: string }[]
  attempts: { checkoutId: string; userId: string; itemIds: number[]; outcome: string }[]
}

/** What the gate believes; null when it has let go of the sale. */
export interface GateBooks {
  free: number
  out: number
  /** Takes that are not settled, by id. */
  takes: { id: string; units: number }[]
  /** Units by buyer. */
  buyers: Map<string, number>
}

/** Rows of one statement at the instant of the whole reading. */
export type ReadRows = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>

/** Reads the ledger at one instant. */
export async function readAtOnce<Found>(databaseUrl: string, read: (rows: ReadRows) => Promise<Found>): Promise<Found> {
  const db = createDatabase(databaseUrl, { max: 1, name: 'hourglass-load', statementTimeoutMs: READ_MS_MAX })
  const client = await db.$client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return await read(async (text, values) => (await client.query(text, values)).rows)
  } finally {
    client.release(true)
    await db.$client.end()
  }
}

export function readLedger(databaseUrl: string, saleId: number): Promise<LedgerBooks> {
  return readAtOnce(databaseUrl, async (rows) => {
    const all = <Row extends object>(text: string) => rows<Row>(text, [saleId])
    const [sale] = await all<{ epoch: number; limit: number; soldOut: boolean }>(
      `SELECT epoch, buyer_limit AS "limit", sold_out_at IS NOT NULL AS "soldOut" FROM sales WHERE id = $1`,
    )
    if (!sale) throw new Error(`The ledger has no sale ${saleId}.`)
    return {
      ...sale,
      items: await all('SELECT id::int, stock, sold, held FROM items WHERE sale_id = $1'),
      buyers: await all('SELECT user_id AS "userId", sold, held FROM buyers WHERE sale_id = $1'),
      orders: await all('SELECT id, user_id AS "userId", status, units FROM orders WHERE sale_id = $1'),
      lines: await all(
        'SELECT item_id::int AS "itemId", unit_no AS "unitNo", order_id AS "orderId" FROM order_lines WHERE sale_id = $1',
      ),
      attempts: await all(
        `SELECT checkout_id AS "checkoutId", user_id AS "userId", item_ids::int[] AS "itemIds", outcome
         FROM attempts WHERE sale_id IN (0, $1)`,
      ),
    }
  })
}

/** Reads Redis itself, without a server in between. @throws when Redis is away */
export async function readGate(stores: Stores, saleId: number, epoch: number): Promise<GateBooks | null> {
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
        await new Promise((resolve) => setTimeout(resolve, GATE_PAUSE_MS))
      }
    }
  } finally {
    gate.close()
    redis.disconnect()
  }
}
