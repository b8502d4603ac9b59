import { useEffect, useSyncExternalStore } from 'react'
import { useShop } from '../shop/shop'
import { secondsBetween } from './seconds-between'

/** Whole seconds until a moment by the server's clock; `serverTime` is when the page was rendered. */
export function useSecondsUntil(moment: string, serverTime: string): number {
  const { clock } = useShop()
  useEffect(() => clock.sync(serverTime), [clock, serverTime])
  return useSyncExternalStore(
    clock.subscribe,
    () => secondsBetween(clock.now(), Date.parse(moment)),
    () => secondsBetween(Date.parse(serverTime), Date.parse(moment)),
  )
}
