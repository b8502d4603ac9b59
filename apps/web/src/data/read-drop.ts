import type { ItemView, SalesView, SaleView } from '@hourglass/core/contract'
import type { Api } from './client'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

/** Where in a sale one is: which page, of all items or of those still to be had. */
export interface Place {
  page: number
  show: 'all' | 'available'
}

export interface Drop {
  sale: SaleView
  /** Items of the place, and how many there are to page through. */
  items: ItemView[]
  total: number
  place: Place
  /** Other sales that can still be bought from, the newest first. */
  stillOpen: SaleView[]
  serverTime: string
  nextStartsAt: string
}

export const PAGE_ITEMS = 24
/** Sales looked through at a time for the hourly one that is on: merchants may have opened many since. */
const NEWEST_SALES = 24
const SALE_PAGES_MAX = 10

/** A sale and a page of its items; the hourly sale that is on, or was last, when none is named. */
export function readDrop(place: Place, saleId?: string): Promise<Reading<Drop>> {
  return read(async (api) => {
    const [active, sale] = await Promise.all([
      api.sales.active.query(),
      saleId === undefined ? currentSale(api) : api.sales.get.query({ id: pathId(saleId) }),
    ])
    const { items, total } = await api.sales.items.query({
      id: sale.id,
      limit: PAGE_ITEMS,
      offset: (place.page - 1) * PAGE_ITEMS,
      ...(place.show === 'available' && { state: 'available' }),
    })
    const stillOpen = active.sales.filter((other) => other.id !== sale.id)
    return { sale, items, total, place, stillOpen, serverTime: active.server_time, nextStartsAt: active.next_starts_at }
  })
}

async function currentSale(api: Api): Promise<SaleView> {
  let cursor: number | null = null
  let newest: SaleView | undefined
  for (let page = 0; page < SALE_PAGES_MAX; page++) {
    const found: SalesView = await api.sales.list.query({ limit: NEWEST_SALES, ...(cursor !== null && { cursor }) })
    const begun = found.sales.filter((sale) => sale.status !== 'scheduled')
    const hourly = begun.find((sale) => sale.kind === 'hourly')
    if (hourly) return hourly
    newest ??= begun[0]
    cursor = found.next_cursor
    if (cursor === null) break
  }
  return newest ?? api.sales.get.query({ id: 1 })
}
