import { countItems, kinWords, rarityWords, type TraitCounts } from '@hourglass/core/catalog'
import type { ItemView, SaleView, StatesView } from '@hourglass/core/contract'
import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import type { Offer } from '../buying/offer'
import { isUnsealed, type UnsealedSale } from '../catalogue/known-things'
import { offerAt } from '../catalogue/offer-at'
import { thingsOf } from '../catalogue/things'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface Thing {
  item: ItemView
  sale: SaleView
  /** "1 of 38 in obsidian", "1 of 4 obsidian beacons"; null for what a merchant sells. */
  rarity: { rarest: string; kin: string } | null
  /** The things beside it in the field, the one before it first. */
  neighbours: Offer[]
  /** When it was read. */
  serverTime: string
}

/** Neighbours on either side. */
const NEIGHBOURS = 3

export function readThing(id: string): Promise<Reading<Thing>> {
  return read(async (api) => {
    const item = await api.items.get.query({ id: pathId(id) })
    const { sale, active, states } = await api.sales.current.query({ id: item.sale_id })
    const { server_time: serverTime } = active
    if (sale.kind === 'merchant' || !isUnsealed(sale) || !states)
      return { item, sale, rarity: null, neighbours: [], serverTime }
    const things = thingsOf(sale)
    const thing = things[item.id - sale.first_item_id]
    const counts = countsOf(sale)
    const rarity = thing ? { rarest: rarityWords(thing.traits, counts), kin: kinWords(thing.traits, counts) } : null
    return { item, sale, rarity, neighbours: neighboursOf(sale, states, item.id - sale.first_item_id), serverTime }
  })
}

function neighboursOf(sale: UnsealedSale, { states: packed }: StatesView, position: number): Offer[] {
  const states = unpackStates(packed, sale.items_count)
  return thingsOf(sale)
    .slice(Math.max(0, position - NEIGHBOURS), position + NEIGHBOURS + 1)
    .filter(({ index }) => index !== position)
    .map((thing) => offerAt(sale, thing, ITEM_STATES[states[thing.index] ?? ITEM_STATES.length] ?? 'sold'))
}

/** Sales whose traits are kept counted. */
const COUNTED_SALES_MAX = 8
const counted = new Map<number, TraitCounts>()

function countsOf(sale: UnsealedSale): TraitCounts {
  const counts = counted.get(sale.id) ?? countItems(thingsOf(sale))
  counted.set(sale.id, counts)
  for (const id of counted.keys().take(Math.max(0, counted.size - COUNTED_SALES_MAX))) counted.delete(id)
  return counts
}
