import type { GeneratedItem } from '@hourglass/core/catalog'
import { ITEM_STATES } from '@hourglass/core/contract/feed'
import { useEffect, useState } from 'react'
import type { Offer } from '../buying/offer'
import type { UnsealedSale } from '../catalogue/item-cache'
import { useShop } from '../shop/shop'

type Describe = (position: number) => { offer: Offer; rarity: string } | null

/** The item at a position of the field with its rarity. Its color becomes the page's accent. */
export function useInView(sale: UnsealedSale, items: readonly GeneratedItem[] | undefined, at: number | null) {
  const { live } = useShop()
  const [describe, setDescribe] = useState<Describe | null>(null)
  useEffect(() => {
    if (!items) return
    let mounted = true
    void import('./describe').then(({ describer }) => {
      const stateAt = (position: number) => ITEM_STATES[live.states(sale.id)[position] ?? 0] ?? 'available'
      if (mounted) setDescribe(() => describer(sale, items, stateAt))
    })
    return () => {
      mounted = false
    }
  }, [sale, items, live])
  const seen = at === null || !describe ? null : describe(at)
  const colour = seen?.offer.colour
  useEffect(() => {
    if (colour) document.querySelector('main')?.style.setProperty('--item', colour)
  }, [colour])
  return seen
}
