import type { SaleView } from '@hourglass/core/contract'
import { createRandom, type Random } from '../../harness/random.ts'
import type { Sender } from '../../harness/sender.ts'

/** Limit per buyer of the merchant sale. */
const MERCHANT_LIMIT = 20
/** One in eight items has a large stock, the others up to STOCK_MAX. */
const LARGE_ONE_IN = 8
const LARGE_STOCK = 400
const STOCK_MAX = 120
const ITEM_LIMIT_MAX = 4

export interface OfferedItem {
  id: number
  stock: number
  /** Limit per buyer of this item. */
  limit: number
}

/** A sale and its items, as the crowd buys them. */
export interface Offer {
  saleId: number
  limit: number
  items: OfferedItem[]
}

interface Listed {
  stock: number
  price: number
  buyer_limit?: number
}

/** Items of the merchant sale: large and small stocks; every other item has its own limit. */
export function listItems(seed: number, count: number): Listed[] {
  const random = createRandom(seed + 3)
  return Array.from({ length: count }, (_, i) => listItem(random, i))
}

function listItem(random: Random, index: number): Listed {
  const stock = index % LARGE_ONE_IN === 0 ? LARGE_STOCK : 1 + random.below(STOCK_MAX)
  const price = 100 + random.below(9_900)
  return index % 2 === 0 ? { stock, price } : { stock, price, buyer_limit: 1 + random.below(ITEM_LIMIT_MAX) }
}

export const hourlyOffer = (sale: SaleView): Offer => ({
  saleId: sale.id,
  limit: sale.buyer_limit,
  items: Array.from({ length: sale.items_count }, (_, i) => ({ id: sale.first_item_id + i, stock: 1, limit: 1 })),
})

/** Opens the merchant sale through the admin API. */
export async function openMerchantSale(sender: Sender, seed: number, count: number): Promise<Offer> {
  const listed = listItems(seed, count)
  const body = { name: 'Load', buyer_limit: MERCHANT_LIMIT, items: listed }
  const sale = await sender.send(async (server) => {
    const answer = await server.client.send<SaleView>('POST', '/v1/admin/sales', { key: `sale-${seed}`, body })
    return { entry: answer.body, answer, answered: answer.status === 201, mayWalk: false }
  })
  const items = listed.map(({ stock, buyer_limit: limit = MERCHANT_LIMIT }, i) => ({
    id: sale.first_item_id + i,
    stock,
    limit,
  }))
  return { saleId: sale.id, limit: MERCHANT_LIMIT, items }
}
