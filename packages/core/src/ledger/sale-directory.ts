import { type Database, schema } from '@hourglass/db'
import { and, desc, eq, gt, isNull, lte, or, type SQL, sql } from 'drizzle-orm'

const { sales, items } = schema

/** Questions about sales that are not there reach the ledger this often at most. */
const MISS_MS = 250
/** Sales that one refresh reads: more than a month of hourly ones of which none sold out. */
const OPEN_SALES_MAX = 1_000
/** Sales whose prices are kept in memory, 80 kB each for 10,000 items; the least lately read ones are forgotten first. */
const PRICED_SALES_MAX = 64
/** A sold out sale is still looked after for this long. */
const LINGER_MS = 10 * 60_000

/** What the ledger has of a sale, as of the last refresh. */
export type SaleRow = typeof sales.$inferSelect

/** What never changes of its items, by position. */
interface Prices {
  /** In minor units. */
  prices: Uint32Array
  stocks: Uint32Array
}

export type Sale = SaleRow & Prices

/** What a server knows of the sales, so that the hot path need not ask. The ledger is asked when something is missing. */
export interface SaleDirectory {
  get(saleId: number): Promise<Sale | null>
  ofItem(itemId: number): Promise<Sale | null>
  /** Reads one sale anew. */
  refresh(saleId: number): Promise<Sale | null>
  /** Reads the open sales anew, the next ones and those just sold out included. */
  refreshOpen(): Promise<void>
  /** Neither sold out nor over, oldest first; those that have not begun included. */
  open(now: Date): SaleRow[]
  /** The open ones and those that have just sold out: what the gate may still have takes of. */
  lingering(now: Date): SaleRow[]
}

export function createSaleDirectory(db: Database): SaleDirectory {
  const rows = new Map<number, SaleRow>()
  const priced = new Map<number, Promise<Prices>>()
  const whole = new WeakMap<SaleRow, Sale>()
  let lastFound: SaleRow | undefined
  let missUntil = 0

  async function read(where: SQL | undefined): Promise<SaleRow[]> {
    const found = await db.select().from(sales).where(where).orderBy(desc(sales.id)).limit(OPEN_SALES_MAX)
    for (const row of found) rows.set(row.id, row)
    lastFound = undefined
    return found
  }

  /** Looks in what is known, then in the ledger, but not for every stray id. */
  async function find(
    inKnown: () => SaleRow | undefined,
    where: () => SQL | undefined,
    beyond: (row: SaleRow) => boolean,
  ): Promise<Sale | null> {
    const known = inKnown()
    if (known) return withPrices(known)
    // What lies beyond the newest sale is a stray; what lies before it is there and need only be read.
    if (performance.now() < missUntil && rows.values().every(beyond)) return null
    await read(where())
    const late = inKnown()
    if (!late) missUntil = performance.now() + MISS_MS
    return late ? withPrices(late) : null
  }

  async function withPrices(row: SaleRow): Promise<Sale> {
    const done = whole.get(row)
    if (done) return done
    let known = priced.get(row.id)
    if (!known) {
      known = readPrices(db, row.id)
      priced.set(row.id, known)
      known.catch(() => priced.delete(row.id))
      for (const id of priced.keys().take(Math.max(0, priced.size - PRICED_SALES_MAX))) priced.delete(id)
    }
    const sale = { ...row, ...(await known) }
    whole.set(row, sale)
    return sale
  }

  function rowOfItem(itemId: number): SaleRow | undefined {
    const has = (row: SaleRow) => row.firstItemId <= itemId && itemId < row.firstItemId + row.itemsCount
    // Nearly every question is about the sale that the last one was about.
    if (!lastFound || !has(lastFound)) lastFound = rows.values().find(has)
    return lastFound
  }

  const begunOrNot = (now: Date, lingerMs: number) =>
    [...rows.values()]
      .filter((row) => !row.soldOutAt || now.getTime() - row.soldOutAt.getTime() < lingerMs)
      .filter((row) => !row.endsAt || now.getTime() - row.endsAt.getTime() < lingerMs)
      .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.id - b.id)

  return {
    get: (saleId) =>
      find(
        () => rows.get(saleId),
        () => eq(sales.id, saleId),
        (row) => row.id < saleId,
      ),
    ofItem: (itemId) =>
      find(
        () => rowOfItem(itemId),
        () => and(lte(sales.firstItemId, itemId), gt(sql`${sales.firstItemId} + ${sales.itemsCount}`, itemId)),
        (row) => row.firstItemId + row.itemsCount <= itemId,
      ),
    async refresh(saleId) {
      const [row] = await read(eq(sales.id, saleId))
      return row ? withPrices(row) : null
    },
    async refreshOpen() {
      const since = sql`now() - ${LINGER_MS} * interval '1 millisecond'`
      await read(or(isNull(sales.soldOutAt), gt(sales.soldOutAt, since)))
    },
    open: (now) => begunOrNot(now, 0),
    lingering: (now) => begunOrNot(now, LINGER_MS),
  }
}

async function readPrices(db: Database, saleId: number): Promise<Prices> {
  const [row] = await db
    .select({
      prices: sql<number[] | null>`array_agg(${items.price} ORDER BY ${items.id})`,
      stocks: sql<number[] | null>`array_agg(${items.stock} ORDER BY ${items.id})`,
    })
    .from(items)
    .where(eq(items.saleId, saleId))
  return { prices: Uint32Array.from(row?.prices ?? []), stocks: Uint32Array.from(row?.stocks ?? []) }
}
