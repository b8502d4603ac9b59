import type { HoldView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { type ShopCache, useShopCache } from '../data/trpc'
import { type ShopServices, useShop } from '../shop/shop'
import type { Clock } from '../time/clock'

const CHANNEL = 'hourglass-holds'
/** More than the limits of all open sales allow. */
const HOLDS_MAX = 100
const FRESH_MS = 10_000

/** The query key of one hold, shared by all components that show it. */
export const holdKey = ({ trpc }: ShopCache, id: string) => trpc.reservations.get.queryKey({ id })

const myHoldsKey = ({ trpc }: ShopCache) => [...trpc.reservations.list.pathKey(), 'mine']

/** Active holds, and those that ended while this page was open. */
async function readMyHolds({ api, clock }: Pick<ShopServices, 'api' | 'clock'>, cache: ShopCache): Promise<HoldView[]> {
  const { reservations } = await api.reservations.list.query({ status: 'ACTIVE', limit: HOLDS_MAX })
  syncClock(clock, reservations)
  const ids = new Set(reservations.map(({ id }) => id))
  const before = (cache.queries.getQueryData<HoldView[]>(myHoldsKey(cache)) ?? []).filter(({ id }) => !ids.has(id))
  const gone = before.map((hold) => (hold.status === 'ACTIVE' ? api.reservations.get.query({ id: hold.id }) : hold))
  const holds = [...reservations, ...(await Promise.all(gone))]
  for (const hold of holds) cacheOne(cache, hold)
  return holds
}

/** Refetches the active holds: the same account may have made one in another browser. */
export const refreshHolds = (cache: ShopCache): void =>
  void cache.queries.invalidateQueries({ queryKey: myHoldsKey(cache) })

/** The shopper's newest known hold of an item. */
export function useMyHold(itemId: number): HoldView | undefined {
  const shop = useShop()
  const cache = useShopCache()
  const { data } = useQuery({
    queryKey: myHoldsKey(cache),
    queryFn: () => readMyHolds(shop, cache),
    staleTime: FRESH_MS,
  })
  return data?.find((hold) => hold.item_id === itemId)
}

/** Syncs the clock with the server time of a new hold, which its countdown needs. */
export function syncClock(clock: Clock, [hold]: readonly HoldView[]): void {
  if (hold) clock.sync(hold.server_time)
}

/** The newer of two responses about one hold by server time: responses may arrive out of order. */
export const laterHold = (known: HoldView | undefined, given: HoldView): HoldView =>
  known && Date.parse(known.server_time) > Date.parse(given.server_time) ? known : given

const cacheOne = (cache: ShopCache, given: HoldView): HoldView =>
  cache.queries.setQueryData(holdKey(cache, given.id), (known) => laterHold(known, given)) ?? given

/** Caches a hold that this tab created or ended, and broadcasts it to the shopper's other tabs. */
export function shareHold(cache: ShopCache, given: HoldView): void {
  cacheHold(cache, given)
  const others = new BroadcastChannel(CHANNEL)
  others.postMessage(given)
  others.close()
}

/** Receives holds that other tabs created or ended. @returns a function that stops it */
export function listenForHolds(cache: ShopCache): () => void {
  const others = new BroadcastChannel(CHANNEL)
  others.onmessage = ({ data }: MessageEvent<HoldView>) => cacheHold(cache, data)
  return () => others.close()
}

/** Caches the hold of a response. */
export function cacheHold(cache: ShopCache, given: HoldView): void {
  const hold = cacheOne(cache, given)
  cache.queries.setQueryData<HoldView[]>(myHoldsKey(cache), (known = []) => [
    hold,
    ...known.filter(({ id }) => id !== hold.id),
  ])
}
