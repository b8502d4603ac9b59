'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { useShop } from '../shop/shop'

const secondsBetween = (from: number, to: number): number => Math.max(0, Math.ceil((to - from) / 1_000))

/** Whole seconds until a moment by the server's clock; `serverTime` is when the page was rendered. */
export function useSecondsUntil(moment: string, serverTime: string): number {
  const { clock } = useShop()
  useEffect(() => clock.hear(serverTime), [clock, serverTime])
  return useSyncExternalStore(
    clock.subscribe,
    () => secondsBetween(clock.now(), Date.parse(moment)),
    () => secondsBetween(Date.parse(serverTime), Date.parse(moment)),
  )
}
