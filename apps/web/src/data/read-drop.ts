import type { ItemView, PaceView, PositionedStates, SaleView } from '@hourglass/core/contract'
import { isUnsealed, type UnsealedSale } from '../catalogue/item-cache'
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
  states: PositionedStates
  pace: PaceView
}

/** What its things are says the merchant, a page at a time. */
export interface MerchantDrop extends Occasion {
  is: 'merchant'
  items: ItemView[]
  total: number
  /** Null before the sale opens. */
  states: PositionedStates | null
  /** From 1 on. */
  page: number
}

/** A sale that has not opened and whose items nobody can see yet. */
export interface SealedDrop extends Occasion {
  is: 'sealed'
}

export type Drop = HourlyDrop | MerchantDrop | SealedDrop

export const PAGE_ITEMS = 24

/** A sale; the hourly one that is on, or was last, when none is named. `page`: of a merchant's items. */
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
