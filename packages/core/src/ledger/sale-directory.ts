import { type Database, schema } from '@hourglass/db'
import { and, desc, eq, gt, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm'

const { sales, items } = schema

/** Longest that a server may believe what it knows of open sales. */
export const DIRECTORY_REFRESH_MS = 1_000
/** Questions about sales that are not there reach the ledger this often at most. */
const MISS_MS = 250
/** Sales kept in memory; the longest known ones are forgotten first and read again when they are asked for. */
const KNOWN_SALES_MAX = 256

export type Sale = typeof sales.$inferSelect & {
  /** Of each item by position, in minor units. */
  prices: Uint32Array
  /** Of each item by position. */
  stocks: Uint32Array
}

/** What a server knows of the sales, so that the hot path need not ask. The ledger is asked when something is missing. */
export interface SaleDirectory {
  get(saleId: number): Promise<Sale | null>
  ofItem(itemId: number): Promise<Sale | null>
  /** Reads one sale anew. */
  refresh(saleId: number): Promise<Sale | null>
  /** Reads the open and the next sales anew. */
  refreshOpen(): Promise<void>
  /** Neither sold out nor over, oldest first; those that have not begun included. */
  open(now: Date): Sale[]
}

export function createSaleDirectory(db: Database): SaleDirectory {
  const known = new Map<number, Sale>()
  let missUntil = 0
  let refreshing: Promise<void> | undefined

  async function read(where: SQL | undefined): Promise<Sale[]> {
    const rows = await db.select().from(sales).where(where).orderBy(desc(sales.id)).limit(1_000)
    const fresh = rows.filter((row) => !known.has(row.id)).map((row) => row.id)
    const shelves = fresh.length > 0 ? await readShelves(db, fresh) : new Map<number, Pick<Sale, 'prices' | 'stocks'>>()
    const empty = { prices: new Uint32Array(), stocks: new Uint32Array() }
    const found = rows.map((row) => {
      const { prices, stocks } = known.get(row.id) ?? shelves.get(row.id) ?? empty
      const sale = { ...row, prices, stocks }
      known.set(row.id, sale)
      return sale
    })
    for (const id of known.keys().take(Math.max(0, known.size - KNOWN_SALES_MAX))) known.delete(id)
    return found
  }

  function refreshOpen(): Promise<void> {
    const openOrKnownOpen = or(isNull(sales.soldOutAt), gt(sales.soldOutAt, sql`now() - interval '10 minutes'`))
    refreshing ??= read(openOrKnownOpen).then(
      () => {
        refreshing = undefined
      },
      (error) => {
        refreshing = undefined
        throw error
      },
    )
    return refreshing
  }

  /** Looks in what is known, then in the ledger, but not for every stray id. */
  async function find(inKnown: () => Sale | undefined, where: SQL | undefined): Promise<Sale | null> {
    const found = inKnown()
    if (found) return found
    if (performance.now() < missUntil) return null
    await read(where)
    const late = inKnown()
    if (!late) missUntil = performance.now() + MISS_MS
    return late ?? null
  }

  const holds = (itemId: number) => (sale: Sale) =>
    sale.firstItemId <= itemId && itemId < sale.firstItemId + sale.itemsCount

  return {
    get: (saleId) => find(() => known.get(saleId), eq(sales.id, saleId)),
    ofItem: (itemId) =>
      find(
        () => known.values().find(holds(itemId)),
        and(lte(sales.firstItemId, itemId), gt(sql`${sales.firstItemId} + ${sales.itemsCount}`, itemId)),
      ),
    refresh: async (saleId) => (await read(eq(sales.id, saleId)))[0] ?? null,
    refreshOpen,
    open: (now) =>
      [...known.values()]
        .filter((sale) => !sale.soldOutAt && !(sale.endsAt && sale.endsAt <= now))
        .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.id - b.id),
  }
}

/** Prices and stocks never change: they are read once a sale. */
async function readShelves(db: Database, saleIds: number[]): Promise<Map<number, Pick<Sale, 'prices' | 'stocks'>>> {
  const rows = await db
    .select({
      saleId: items.saleId,
      prices: sql<number[]>`array_agg(${items.price} ORDER BY ${items.id})`,
      stocks: sql<number[]>`array_agg(${items.stock} ORDER BY ${items.id})`,
    })
    .from(items)
    .where(inArray(items.saleId, saleIds))
    .groupBy(items.saleId)
  return new Map(
    rows.map((row) => [row.saleId, { prices: Uint32Array.from(row.prices), stocks: Uint32Array.from(row.stocks) }]),
  )
}
