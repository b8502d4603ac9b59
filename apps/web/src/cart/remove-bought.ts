import type { Api } from '../data/client'
import type { ShopCache } from '../data/trpc'
import { cacheCart, cartOf } from './use-cart'

/** Removes bought units from the cart. If a response is lost the line stays, and shows what is left of its item. */
export async function removeBought(
  api: Api,
  cache: ShopCache,
  bought: readonly { id: number; quantity: number }[],
): Promise<void> {
  for (const { id, quantity } of bought) {
    const wanted = cartOf(cache)?.lines.find(({ item }) => item.id === id)?.quantity
    if (wanted === undefined) continue
    const change =
      wanted > quantity
        ? api.cart.set.mutate({ item_id: id, quantity: wanted - quantity })
        : api.cart.remove.mutate({ item_id: id })
    const cart = await change.catch(() => undefined)
    if (cart) cacheCart(cache, cart)
  }
}
