'use client'

import type { ItemState } from '@hourglass/core/contract'
import { useEffect, useSyncExternalStore } from 'react'
import { useShop } from '../shop/shop'
import type { Units } from './frames'
import type { Line } from './live'

/** `given`: what the page was rendered with, which holds until the feed says more. */
export function useItemState(itemId: number, given: ItemState): ItemState {
  const { live } = useShop()
  return useSyncExternalStore(
    live.subscribe,
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

export function useLine(): Line {
  const { live } = useShop()
  return useSyncExternalStore(live.subscribe, live.line, () => 'waiting')
}

export function useFollow(saleId: number): void {
  const { live } = useShop()
  useEffect(() => live.follow(saleId), [live, saleId])
}
