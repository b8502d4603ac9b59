'use client'

import type { ItemState } from '@hourglass/core/contract'
import { useBuying } from '../buying/use-buying'
import { useItemState } from '../live/use-live'
import styles from './state-mark.module.css'

const WORDS: Record<ItemState, string> = { available: 'Available', held: 'Held', sold: 'Sold' }

interface StateMarkProps {
  state: ItemState
  owned: boolean
  /** The merchant no longer offers the item. */
  withdrawn?: boolean
}

/** A grain and a word: full if available, half if held, hollow if sold. */
export function StateMark({ state, owned, withdrawn = false }: StateMarkProps) {
  return (
    <span className={styles.mark} data-state={state}>
      {owned ? 'Yours' : withdrawn && state === 'sold' ? 'No longer offered' : WORDS[state]}
    </span>
  )
}

/** The live state of an item. */
export function LiveMark({ itemId, given }: { itemId: number; given: ItemState }) {
  const { owned } = useBuying()
  return <StateMark state={useItemState(itemId, given)} owned={owned.has(itemId)} />
}
