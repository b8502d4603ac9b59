import { kinWords, rarityWords } from '@hourglass/core/catalog'
import type { ItemDetailsView, ItemHistoryView, SaleView, StatesView } from '@hourglass/core/contract'
import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import type { Offer } from '../buying/offer'
import { countsOf, fieldOrderOf } from '../catalogue/computed'
import { isUnsealed, type UnsealedSale } from '../catalogue/item-cache'
import { offerAt } from '../catalogue/offer-at'
import { saleItems } from '../catalogue/sale-items'
import { HISTORY_PAGE } from './history-page'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface ItemDetails {
  item: ItemDetailsView
  sale: SaleView
  /** "1 of 38 in obsidian", "1 of 4 obsidian beacons"; null for merchants' items. */
  rarity: { rarest: string; kin: string } | null
  /** The items next to it in the field, in order. */
  neighbours: Offer[]
  /** Null if the ledger is unavailable: the page is shown without it, and the browser reads it. */
  history: ItemHistoryView | null
  /** When it was read. */
  serverTime: string
}

/** Neighbours on either side. */
const NEIGHBOURS = 3

export function readItem(id: string): Promise<Reading<ItemDetails>> {
  return read(async (api) => {
    const [item, history] = await Promise.all([
      api.items.get.query({ id: pathId(id) }),
      api.items.history.query({ id: pathId(id), ...HISTORY_PAGE }).catch(() => null),
    ])
    const { sale, active, states } = await api.sales.current.query({ id: item.sale_id })
    const { server_time: serverTime } = active
    if (sale.kind === 'merchant' || !isUnsealed(sale) || !states)
      return { item, sale, history, rarity: null, neighbours: [], serverTime }
    const items = saleItems(sale)
    const generated = items[item.id - sale.first_item_id]
    const counts = countsOf(sale, items)
    const rarity = generated
      ? { rarest: rarityWords(generated.traits, counts), kin: kinWords(generated.traits, counts) }
      : null
    const neighbours = neighboursOf(sale, states, item.id - sale.first_item_id)
    return { item, sale, history, rarity, neighbours, serverTime }
  })
}

function neighboursOf(sale: UnsealedSale, { states: packed }: StatesView, position: number): Offer[] {
  const states = unpackStates(packed, sale.items_count)
  const items = saleItems(sale)
  const { itemAt, cellOf } = fieldOrderOf(sale, items)
  const cell = cellOf[position] ?? 0
  return Array.from(itemAt.subarray(Math.max(0, cell - NEIGHBOURS), cell + NEIGHBOURS + 1))
    .flatMap((index) => items[index] ?? [])
    .filter(({ index }) => index !== position)
    .map((item) => offerAt(sale, item, ITEM_STATES[states[item.index] ?? ITEM_STATES.length] ?? 'sold'))
}
