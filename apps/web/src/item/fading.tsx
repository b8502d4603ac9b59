'use client'

import type { ItemState } from '@hourglass/core/contract'
import type { ReactNode } from 'react'
import { useItemState } from '../live/use-live'
import styles from './fading.module.css'

/** Its contents go quiet once the item is sold. */
export function Fading({ itemId, given, children }: { itemId: number; given: ItemState; children: ReactNode }) {
  return (
    <div className={styles.fading} data-state={useItemState(itemId, given)}>
      {children}
    </div>
  )
}
