import type { CartLineView } from '@hourglass/core/contract'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { mutationRetry } from '../buying/retry'
import { useBuying } from '../buying/use-buying'
import { ONCE } from '../data/intent'
import { needsAccount, troubleOf } from '../data/problem'
import { useShopCache } from '../data/trpc'
import { useShop } from '../shop/shop'
import { removeBought } from './remove-bought'
import { cacheCart } from './use-cart'

/** Orders the available units of one sale's lines, all or nothing, once, then opens the order. */
export function useOrderLines(saleId: number) {
  const { api, session } = useShop()
  const cache = useShopCache()
  const router = useRouter()
  const { signInFirst } = useBuying()
  const order = useMutation({
    scope: { id: 'order' },
    mutationFn: async (lines: CartLineView[]) => {
      await session.require({ id: lines.map(({ item }) => item.id) })
      const items = lines.map(({ item, quantity, units_left }) => ({
        id: item.id,
        quantity: Math.min(quantity, units_left),
        // As the cart shows it. If it has changed, nothing is ordered.
        price: item.price.amount,
      }))
      return api.orders.place.mutate({ items }, ONCE)
    },
    ...mutationRetry,
    onSuccess: async (order) => {
      await removeBought(api, cache, order.items)
      router.push(`/orders/${order.id}`)
    },
    onError(error, lines) {
      const trouble = troubleOf(error)
      if (trouble !== 'connection_lost' && trouble.code === 'price_changed')
        void api.cart.get.query().then((cart) => cacheCart(cache, cart))
      if (needsAccount(trouble)) signInFirst({ do: 'order', saleId }, () => order.mutate(lines))
    },
  })
  return order
}
