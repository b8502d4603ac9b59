import type { ShopCache } from '../data/trpc'

const CHANNEL = 'hourglass-shopper'

/** Reads again whatever belongs to the shopper. */
function readOwn({ queries, trpc }: ShopCache): void {
  for (const own of [
    trpc.account.get.queryFilter(),
    trpc.cart.get.queryFilter(),
    { queryKey: trpc.orders.pathKey() },
    { queryKey: trpc.reservations.pathKey() },
    { queryKey: trpc.queue.pathKey() },
  ])
    void queries.resetQueries(own)
}

/** After signing in or out: nothing of the shopper before stays on a page, here or in another tab. */
export function shopperChanged(cache: ShopCache): void {
  readOwn(cache)
  const others = new BroadcastChannel(CHANNEL)
  others.postMessage(performance.timeOrigin)
  others.close()
}

/** @returns a function that stops it */
export function listenForShopper(cache: ShopCache): () => void {
  const others = new BroadcastChannel(CHANNEL)
  others.onmessage = ({ data }: MessageEvent<number>) => {
    // A channel also reaches the other channels of its own page.
    if (data !== performance.timeOrigin) readOwn(cache)
  }
  return () => others.close()
}
