'use client'

import type { ItemState } from '@hourglass/core/contract'
import { useBuying } from '../buying/use-buying'
import { useItemState } from '../live/use-live'
import { StateMark } from './state-mark'

/** How an item stands, as it changes. */
export function LiveMark({ itemId, given }: { itemId: number; given: ItemState }) {
  const { owned } = useBuying()
  return <StateMark state={useItemState(itemId, given)} owned={owned.has(itemId)} />
}
