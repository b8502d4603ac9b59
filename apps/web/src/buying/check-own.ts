import type { ItemState } from '@hourglass/core/contract'
import { useEffect, useRef } from 'react'
import type { ShopCache } from '../data/trpc'
import { refreshHolds } from '../holding/use-my-holds'
import { useBuying } from './use-buying'
import { refreshOwned } from './use-owned'

/** Many pages show the same item: they do not all read at the same moment. */
const SPREAD_MS = { least: 250, most: 2_500 }

/**
 * Reads what the shopper owns and holds, soon, and once however often it is called until then. `signedIn`: only an account is used in
 * several browsers.
 */
export function createCheckOwn(cache: ShopCache, signedIn: () => boolean): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    if (timer !== undefined || !signedIn()) return
    const { least, most } = SPREAD_MS
    timer = setTimeout(
      () => {
        timer = undefined
        void refreshOwned(cache)
        refreshHolds(cache)
      },
      least + Math.random() * (most - least),
    )
  }
}

/**
 * When an item on the screen is sold, held or released, and not by this tab, it may have been by the same account in another browser.
 * `held` and `mine`: what this tab knows.
 */
export function useCheckOwn(state: ItemState, { held, mine }: { held: boolean; mine: boolean }): void {
  const { checkOwn } = useBuying()
  const before = useRef(state)
  useEffect(() => {
    const known = state === 'sold' ? mine : held === (state === 'held')
    if (before.current !== state && !known) checkOwn()
    before.current = state
  }, [state, held, mine, checkOwn])
}
