import type { ItemState, PositionedStates, SaleView } from '@hourglass/core/contract'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useShop } from '../shop/shop'
import type { Units } from './live'
import { type Connection, WAITING } from './live'

/** `given`: the state that the page was rendered with, used until the feed sends one. */
export function useItemState(itemId: number, given: ItemState): ItemState {
  const { live } = useShop()
  const subscribe = useCallback((listener: () => void) => live.subscribeItem(itemId, listener), [live, itemId])
  return useSyncExternalStore(
    subscribe,
    () => live.itemState(itemId) ?? given,
    () => given,
  )
}

export function useUnits(saleId: number, given: Units): Units {
  const { live } = useShop()
  return useSyncExternalStore(
    live.subscribe,
    () => live.units(saleId) ?? given,
    () => given,
  )
}

export function useSaleStatus(saleId: number, given: SaleView['status']): SaleView['status'] {
  const { live } = useShop()
  return useSyncExternalStore(
    live.subscribe,
    () => live.status(saleId) ?? given,
    () => given,
  )
}

export function useConnection(): Connection {
  const { live } = useShop()
  return useSyncExternalStore(live.subscribe, live.connection, () => WAITING)
}

/** Follows a sale while mounted. `given`: the states that the page was rendered with. */
export function useFollow(saleId: number, given?: PositionedStates | null): void {
  const { live } = useShop()
  useEffect(() => {
    if (given) live.begin(given)
  }, [live, given])
  useEffect(() => live.follow(saleId), [live, saleId])
}
