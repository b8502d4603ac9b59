import {
  type CurrentSaleView,
  currentSaleInput,
  feedId,
  type Outcome,
  ok,
  type SaleView,
} from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { readPace } from './read-pace.ts'
import { listSales, readActiveSales, readSale } from './read-sales.ts'
import { statesOf } from './states-of.ts'

/** Page size of the search for the current hourly sale. Many merchant sales may be newer. */
const NEWEST_SALES = 24
const SALE_PAGES_MAX = 10

/** Everything that the page of a sale shows, for the given sale or else the current or most recent hourly sale. */
export async function readCurrentSale(ctx: Context, raw: unknown): Promise<Outcome<CurrentSaleView>> {
  const input = parse(currentSaleInput, raw)
  if (!input.ok) return input
  const { id } = input.value
  const found = id === undefined ? await newestSale(ctx) : await readSale(ctx, { id })
  if (!found.ok) return found
  const { value: sale } = found
  const [active, states, pace] = await Promise.all([
    readActiveSales(ctx),
    sale.status === 'scheduled' ? null : statesAt(ctx, sale.id),
    sale.status === 'scheduled' ? null : readPace(ctx, { id: sale.id }),
  ])
  if (!active.ok) return active
  if (pace && !pace.ok) return pace
  return ok({ sale, active: active.value, states, pace: pace?.value ?? null })
}

/** States and their position in the live feed, from one read of the shelf. */
async function statesAt(ctx: Context, saleId: number): Promise<CurrentSaleView['states']> {
  const sale = await ctx.sales.get(saleId)
  if (!sale) return null
  const shelf = await ctx.shelves.read(sale)
  return { ...statesOf(sale, shelf, ctx.clock()), position: feedId(shelf) }
}

/** The newest hourly sale that has started, else the newest started sale. */
async function newestSale(ctx: Context): Promise<Outcome<SaleView>> {
  let newest: SaleView | undefined
  let cursor: number | undefined
  for (let page = 0; page < SALE_PAGES_MAX; page++) {
    const found = await listSales(ctx, { limit: NEWEST_SALES, cursor })
    if (!found.ok) return found
    const begun = found.value.sales.filter(({ status }) => status !== 'scheduled')
    const hourly = begun.find(({ kind }) => kind === 'hourly')
    if (hourly) return ok(hourly)
    newest ??= begun[0]
    if (found.value.next_cursor === null) break
    cursor = found.value.next_cursor
  }
  return newest ? ok(newest) : readSale(ctx, { id: 1 })
}
