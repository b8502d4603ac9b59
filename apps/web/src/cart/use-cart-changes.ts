import { useMutation } from '@tanstack/react-query'
import { mutationRetry } from '../buying/retry'
import { ONCE } from '../data/intent'
import { useShopCache } from '../data/trpc'
import { useShop } from '../shop/shop'
import { cacheCart } from './use-cart'

interface Line {
  itemId: number
  quantity: number
}

/** Adds units of an item, once per click. */
export function useAddToCart() {
  const { api, session } = useShop()
  const cache = useShopCache()
  return useMutation({
    scope: { id: 'cart' },
    mutationFn: async ({ itemId, quantity }: Line) => {
      const cart = await api.cart.add.mutate({ item_id: itemId, quantity }, ONCE)
      await session.requireOwn(cart)
      return cart
    },
    ...mutationRetry,
    onSuccess: (cart) => cacheCart(cache, cart),
  })
}

/** Idempotent changes to the cart, sent one after the other. */
export function useCartChanges() {
  const { api } = useShop()
  const cache = useShopCache()
  const change = useMutation({
    scope: { id: 'cart' },
    mutationFn: (ask: () => ReturnType<typeof api.cart.clear.mutate>) => ask(),
    ...mutationRetry,
    onSuccess: (cart) => cacheCart(cache, cart),
  })
  return {
    error: change.error,
    set: ({ itemId, quantity }: Line) => change.mutate(() => api.cart.set.mutate({ item_id: itemId, quantity })),
    remove: (itemId: number) => change.mutate(() => api.cart.remove.mutate({ item_id: itemId })),
    clear: () => change.mutate(() => api.cart.clear.mutate({})),
  }
}
