'use client'

import { useSyncExternalStore } from 'react'
import { useShop } from '../shop/shop'
import { secondsBetween } from './seconds-between'

/** Whole seconds until a moment by the server's clock, of which this browser has heard already. */
export function useSecondsLeft(moment: string): number {
  const { clock } = useShop()
  const left = () => secondsBetween(clock.now(), Date.parse(moment))
  return useSyncExternalStore(clock.subscribe, left, left)
}
