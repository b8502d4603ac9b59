import { type Database, schema } from '@hourglass/db'
import { and, desc, eq, gt, isNull, lte, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'

const { sales, items } = schema

/** Questions about sales that are not there reach the ledger this often at most. */
const MISS_MS = 250
/** Sales that one refresh reads: more than a month of hourly ones of which none sold out. */
const OPEN_SALES_MAX = 1_000
/** Sales whose prices are kept in memory, 80 kB each for 10,000 items; the least lately read ones are forgotten first. */
const STOCKED_SALES_MAX = 64
/** Sales that are over and still known, the newest: whoever asks for an older one asks the ledger. */
export const ENDED_SALES_MAX = 256
/** A sold out sale is still looked after for this long. */
const LINGER_MS = 10 * 60_000

/** What the ledger has of a sale, as of the last refresh. */
export type SaleRow = typeof sales.$inferSelect

/** What never changes of its items, by position. */
interface Goods {
  /** In minor units. */
  prices: Uint32Array
  stocks: Uint32Array
  /** What the operator says of the items; undefined where the catalogue says it all. */
  labels: ItemLabel[] | undefined
}

/** What an operator says of an item; null: as the catalogue makes it, or none. */
export interface ItemLabel {
  name: string | null
  /** Of one unit before the discount, in minor units. */
  listPrice: number | null
  imageUrl: string | null
  /** Units of it that one buyer may have. */
  buyerLimit: number | null
}

export type Sale = SaleRow & Goods

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
  const stocked = new Map<string, Promise<Goods>>()
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
    isStray: () => boolean,
  ): Promise<Sale | null> {
    const known = inKnown()
    if (known) return withGoods(known)
    if (performance.now() < missUntil && isStray()) return null
    await read(where())
    const late = inKnown()
    if (!late) missUntil = performance.now() + MISS_MS
    return late ? withGoods(late) : null
  }

  async function withGoods(row: SaleRow): Promise<Sale> {
    const done = whole.get(row)
    if (done) return done
    // More items may have been added since the last look.
    const key = `${row.id}:${row.itemsCount}`
    let known = stocked.get(key)
    if (!known) {
      known = readGoods(db, row)
      stocked.set(key, known)
      known.catch(() => stocked.delete(key))
      for (const old of stocked.keys().take(Math.max(0, stocked.size - STOCKED_SALES_MAX))) stocked.delete(old)
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
      .filter((row) => !row.closedAt || now.getTime() - row.closedAt.getTime() < lingerMs)
      .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.id - b.id)

  function forgetEnded(): void {
    const going = new Set(begunOrNot(new Date(), LINGER_MS))
    const ended = [...rows.values()].filter((row) => !going.has(row)).sort((a, b) => a.id - b.id)
    for (const { id } of ended.slice(0, -ENDED_SALES_MAX)) rows.delete(id)
  }

  return {
    get: (saleId) =>
      find(
        () => rows.get(saleId),
        () => eq(sales.id, saleId),
        // Beyond the newest sale; what lies before it is there and need only be read.
        () => rows.values().every((row) => row.id < saleId),
      ),
    ofItem: (itemId) =>
      find(
        () => rowOfItem(itemId),
        () => and(lte(sales.firstItemId, itemId), gt(sql`${sales.firstItemId} + ${sales.itemsCount}`, itemId)),
        // Beyond the newest sale, or reserved for items that a sale may still get.
        () =>
          rows.values().every((row) => row.firstItemId + row.itemsCount <= itemId) ||
          rows.values().some((row) => row.firstItemId <= itemId && itemId < row.firstItemId + row.itemsCapacity),
      ),
    async refresh(saleId) {
      const [row] = await read(eq(sales.id, saleId))
      return row ? withGoods(row) : null
    },
    async refreshOpen() {
      const since = sql`now() - ${LINGER_MS} * interval '1 millisecond'`
      const going = or(isNull(sales.soldOutAt), gt(sales.soldOutAt, since))
      await read(and(going, or(isNull(sales.closedAt), gt(sales.closedAt, since))))
      forgetEnded()
    },
    open: (now) => begunOrNot(now, 0),
    lingering: (now) => begunOrNot(now, LINGER_MS),
  }
}

async function readGoods(db: Database, sale: SaleRow): Promise<Goods> {
  const inOrder = (column: SQLWrapper) => sql`array_agg(${column} ORDER BY ${items.id})`
  const [row] = await db
    .select({ prices: inOrder(items.price), stocks: inOrder(items.stock) })
    .from(items)
    .where(eq(items.saleId, sale.id))
  const { prices, stocks } = row as { prices: number[] | null; stocks: number[] | null }
  const goods = { prices: Uint32Array.from(prices ?? []), stocks: Uint32Array.from(stocks ?? []) }
  if (sale.kind === 'hourly') return { ...goods, labels: undefined }
  const labels = await db
    .select({ name: items.name, listPrice: items.listPrice, imageUrl: items.imageUrl, buyerLimit: items.buyerLimit })
    .from(items)
    .where(eq(items.saleId, sale.id))
    .orderBy(items.id)
  return { ...goods, labels }
}
