'use client'

import type { ItemState } from '@hourglass/core/contract'
import type { ReactNode } from 'react'
import { useBuying } from '../buying/use-buying'
import { useItemState } from '../live/use-live'
import styles from './fading.module.css'

/** Fades its children once the item is sold to another buyer. */
export function Fading({ itemId, given, children }: { itemId: number; given: ItemState; children: ReactNode }) {
  const { owned } = useBuying()
  const state = useItemState(itemId, given)
  return (
    <div className={styles.fading} data-state={owned.has(itemId) ? 'owned' : state}>
      {children}
    </div>
  )
}
