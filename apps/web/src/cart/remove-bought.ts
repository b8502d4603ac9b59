import type { Api } from '../data/client'
import type { Answers } from '../data/trpc'
import { cartOf, noteCart } from './use-cart'

/** Removes bought units from the cart. If a response is lost the line stays, and shows what is left of its item. */
export async function removeBought(
  api: Api,
  answers: Answers,
  bought: readonly { id: number; quantity: number }[],
): Promise<void> {
  for (const { id, quantity } of bought) {
    const wanted = cartOf(answers)?.lines.find(({ item }) => item.id === id)?.quantity
    if (wanted === undefined) continue
    const change =
      wanted > quantity
        ? api.cart.set.mutate({ item_id: id, quantity: wanted - quantity })
        : api.cart.remove.mutate({ item_id: id })
    const cart = await change.catch(() => undefined)
    if (cart) noteCart(answers, cart)
  }
}
