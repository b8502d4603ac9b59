import type { ItemView, PaceView, SalesView, SaleView, StatesView } from '@hourglass/core/contract'
import { isUnsealed, type UnsealedSale } from '../catalogue/known-things'
import type { Api } from './client'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

/** A sale beside the others. */
interface Occasion {
  sale: SaleView
  /** Other sales that can still be bought from, the newest first. */
  stillOpen: SaleView[]
  /** The next sale, once it has been made. */
  next: SaleView | null
  nextStartsAt: string
  serverTime: string
}

/** Its items follow from its seed. */
export interface HourlyDrop extends Occasion {
  is: 'hourly'
  sale: UnsealedSale
  states: StatesView
  pace: PaceView
}

/** What its things are says the merchant, a page at a time. */
export interface MerchantDrop extends Occasion {
  is: 'merchant'
  items: ItemView[]
  total: number
  /** From 1 on. */
  page: number
}

/** A sale that has not opened and whose items nobody can see yet. */
export interface SealedDrop extends Occasion {
  is: 'sealed'
}

export type Drop = HourlyDrop | MerchantDrop | SealedDrop

export const PAGE_ITEMS = 24
/** Sales looked through at a time for the hourly one that is on: merchants may have opened many since. */
const NEWEST_SALES = 24
const SALE_PAGES_MAX = 10

/** A sale; the hourly one that is on, or was last, when none is named. `page`: of a merchant's items. */
export function readDrop(page: number, saleId?: string): Promise<Reading<Drop>> {
  return read(async (api) => {
    const [active, sale] = await Promise.all([
      api.sales.active.query(),
      saleId === undefined ? currentSale(api) : api.sales.get.query({ id: pathId(saleId) }),
    ])
    const { id } = sale
    const occasion = {
      sale,
      stillOpen: active.sales.filter((other) => other.id !== id),
      next: active.next,
      nextStartsAt: active.next_starts_at,
      serverTime: active.server_time,
    }
    if (!isUnsealed(sale)) return { is: 'sealed', ...occasion }
    if (sale.kind === 'hourly') {
      const [states, pace] = await Promise.all([api.sales.states.query({ id }), api.sales.pace.query({ id })])
      return { is: 'hourly', ...occasion, sale, states, pace }
    }
    const offset = (page - 1) * PAGE_ITEMS
    const { items, total } = await api.sales.items.query({ id, limit: PAGE_ITEMS, offset })
    return { is: 'merchant', ...occasion, items, total, page }
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
