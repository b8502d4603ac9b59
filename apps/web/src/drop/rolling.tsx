import type { CSSProperties } from 'react'
import { countWords } from '../words/count'
import styles from './rolling.module.css'

const FIGURES = Array.from({ length: 10 }, (_, figure) => figure).join('\n')

/** A number whose figures roll to their place. For the eye only: the same number stands beside it in words. */
export function Rolling({ value }: { value: number }) {
  const characters = countWords(value).split('')
  return (
    <span className={styles.rolling} aria-hidden="true">
      {characters.map((character, at) => {
        // Counted from the right, a figure keeps its place when the number gets shorter.
        const place = characters.length - at
        return character === ',' ? (
          <span key={place}>,</span>
        ) : (
          <span key={place} className={styles.figure} style={{ '--figure': Number(character) } as CSSProperties}>
            <span>{FIGURES}</span>
          </span>
        )
      })}
    </span>
  )
}
