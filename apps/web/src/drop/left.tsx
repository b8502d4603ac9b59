'use client'

import type { SaleView } from '@hourglass/core/contract'
import type { CSSProperties } from 'react'
import { useUnits } from '../live/use-live'
import { countWords } from '../words/count'
import styles from './left.module.css'

/** How much is left of how much: in words, and as a level that sinks. */
export function Left({ sale }: { sale: SaleView }) {
  const units = useUnits(sale.id, sale.units)
  const total = units.available + units.held + units.sold
  const share = total > 0 ? units.available / total : 0
  return (
    <div className={styles.left} style={{ '--share': share } as CSSProperties}>
      <p>
        <strong>{countWords(units.available)}</strong> of {countWords(total)} left
        {units.held > 0 && `, ${countWords(units.held)} held`}
      </p>
    </div>
  )
}
