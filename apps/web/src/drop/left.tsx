'use client'

import type { SaleView } from '@hourglass/core/contract'
import type { CSSProperties } from 'react'
import { useUnits } from '../live/use-live'
import { countWords } from '../words/count'
import styles from './left.module.css'
import { Rolling } from './rolling'

/** How much is left of how much, held ones included: in words, and as a level that sinks. */
export function Left({ sale }: { sale: SaleView }) {
  const { available, held, sold } = useUnits(sale.id, sale.units)
  const left = available + held
  const total = left + sold
  return (
    <div className={styles.left} style={{ '--share': total > 0 ? left / total : 0 } as CSSProperties}>
      <p>
        <span className="unseen">
          {countWords(left)} of {countWords(total)} left
        </span>
        <Rolling value={left} />
        <span aria-hidden="true">of {countWords(total)} left</span>
        {held > 0 && <span data-held={held}>{countWords(held)} held</span>}
      </p>
    </div>
  )
}
