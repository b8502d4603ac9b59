import type { ItemView, PaceView, PositionedStates, SaleView } from '@hourglass/core/contract'
import { isUnsealed, type UnsealedSale } from '../catalogue/item-cache'
import { PAGE_ITEMS } from '../drop/page-params'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

/** A sale in the context of the others. */
interface Occasion {
  sale: SaleView
  /** Other open sales, newest first. */
  stillOpen: SaleView[]
  /** The next sale, once it exists. */
  next: SaleView | null
  nextStartsAt: string
  serverTime: string
}

/** An hourly sale, whose items are generated from its seed. */
export interface HourlyDrop extends Occasion {
  is: 'hourly'
  sale: UnsealedSale
  states: PositionedStates
  pace: PaceView
}

/** A merchant sale, whose items are read page by page. */
export interface MerchantDrop extends Occasion {
  is: 'merchant'
  items: ItemView[]
  total: number
  /** Null before the sale opens. */
  states: PositionedStates | null
  /** Starts at 1. */
  page: number
}

/** A scheduled sale whose items are not public yet. */
export interface SealedDrop extends Occasion {
  is: 'sealed'
}

export type Drop = HourlyDrop | MerchantDrop | SealedDrop

/** Reads a sale; without an id the current hourly sale, or the latest. `page`: of a merchant's items. */
export function readDrop(page: number, saleId?: string): Promise<Reading<Drop>> {
  return read(async (api) => {
    const { sale, active, states, pace } = await api.sales.current.query(
      saleId === undefined ? {} : { id: pathId(saleId) },
    )
    const { id } = sale
    const occasion = {
      sale,
      stillOpen: active.sales.filter((other) => other.id !== id),
      next: active.next,
      nextStartsAt: active.next_starts_at,
      serverTime: active.server_time,
    }
    if (!isUnsealed(sale)) return { is: 'sealed', ...occasion }
    if (sale.kind === 'hourly' && states && pace) return { is: 'hourly', ...occasion, sale, states, pace }
    const offset = (page - 1) * PAGE_ITEMS
    const { items, total } = await api.sales.items.query({ id, limit: PAGE_ITEMS, offset })
    return { is: 'merchant', ...occasion, items, total, page, states }
  })
}
