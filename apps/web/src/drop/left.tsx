'use client'

import type { SaleView } from '@hourglass/core/contract'
import type { CSSProperties } from 'react'
import { useUnits } from '../live/use-live'
import { countWords } from '../words/count'
import { useLocale } from '../words/use-locale'
import styles from './left.module.css'

/** Units left, including held ones, as a number and a falling level. */
export function Left({ sale }: { sale: SaleView }) {
  useLocale()
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

const FIGURES = Array.from({ length: 10 }, (_, figure) => figure).join('\n')

/** A number with rolling digits, hidden from screen readers, which get the text beside it. */
function Rolling({ value }: { value: number }) {
  useLocale()
  const characters = countWords(value).split('')
  return (
    <span className={styles.rolling} aria-hidden="true">
      {characters.map((character, at) => {
        // Keys count from the right, so that digits keep their place when the number gets shorter.
        const place = characters.length - at
        return Number.isNaN(Number.parseInt(character, 10)) ? (
          <span key={place}>{character}</span>
        ) : (
          <span key={place} className={styles.figure} style={{ '--figure': Number(character) } as CSSProperties}>
            <span>{FIGURES}</span>
          </span>
        )
      })}
    </span>
  )
}
