import { countTraits, describeThing, kinWords, rarityWords, type TraitCounts } from '@hourglass/core/catalog'
import type { ItemView, SaleView } from '@hourglass/core/contract'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface Thing {
  item: ItemView
  sale: SaleView
  /** "1 of 38 in obsidian", "1 of 4 obsidian beacons". */
  rarity: { rarest: string; kin: string }
  /** When it was read. */
  serverTime: string
}

export function readThing(id: string): Promise<Reading<Thing>> {
  return read(async (api) => {
    const [item, { server_time }] = await Promise.all([
      api.items.get.query({ id: pathId(id) }),
      api.sales.active.query(),
    ])
    const sale = await api.sales.get.query({ id: item.sale_id })
    const { traits } = describeThing(sale.seed, item.id - sale.first_item_id)
    const counts = countsOf(sale)
    const rarity = { rarest: rarityWords(traits, counts), kin: kinWords(traits, counts) }
    return { item, sale, rarity, serverTime: server_time }
  })
}

/** Sales whose traits are kept counted; counting takes about 10 ms. */
const COUNTED_SALES_MAX = 8
const counted = new Map<number, TraitCounts>()

function countsOf(sale: SaleView): TraitCounts {
  const counts = counted.get(sale.id) ?? countTraits(sale.seed, sale.items_count)
  counted.set(sale.id, counts)
  for (const id of counted.keys().take(Math.max(0, counted.size - COUNTED_SALES_MAX))) counted.delete(id)
  return counts
}
