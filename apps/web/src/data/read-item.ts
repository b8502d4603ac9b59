import { kinWords, rarityWords } from '@hourglass/core/catalog'
import type { ItemView, SaleView, StatesView } from '@hourglass/core/contract'
import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import type { Offer } from '../buying/offer'
import { countsOf, fieldOrderOf } from '../catalogue/computed'
import { isUnsealed, type UnsealedSale } from '../catalogue/item-cache'
import { offerAt } from '../catalogue/offer-at'
import { saleItems } from '../catalogue/sale-items'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface ItemDetails {
  item: ItemView
  sale: SaleView
  /** "1 of 38 in obsidian", "1 of 4 obsidian beacons"; null for merchants' items. */
  rarity: { rarest: string; kin: string } | null
  /** The items next to it in the field, in order. */
  neighbours: Offer[]
  /** When it was read. */
  serverTime: string
}

/** Neighbours on either side. */
const NEIGHBOURS = 3

export function readItem(id: string): Promise<Reading<ItemDetails>> {
  return read(async (api) => {
    const item = await api.items.get.query({ id: pathId(id) })
    const { sale, active, states } = await api.sales.current.query({ id: item.sale_id })
    const { server_time: serverTime } = active
    if (sale.kind === 'merchant' || !isUnsealed(sale) || !states)
      return { item, sale, rarity: null, neighbours: [], serverTime }
    const items = saleItems(sale)
    const generated = items[item.id - sale.first_item_id]
    const counts = countsOf(sale, items)
    const rarity = generated
      ? { rarest: rarityWords(generated.traits, counts), kin: kinWords(generated.traits, counts) }
      : null
    return { item, sale, rarity, neighbours: neighboursOf(sale, states, item.id - sale.first_item_id), serverTime }
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
