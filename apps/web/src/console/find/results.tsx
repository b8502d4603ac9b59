'use client'

import type { ReactNode } from 'react'
import { Moment } from '../parts/moment'
import { Refused } from '../parts/refused'
import styles from './results.module.css'

interface ResultsProps {
  error: unknown
  /** How far back has been looked. */
  until: string | null
  more: boolean
  isLooking: boolean
  goOn: () => void
  children: ReactNode
}

/** What was found so far, and how far back that goes. A page looks at ten thousand rows at most. */
export function Results({ error, until, more, isLooking, goOn, children }: ResultsProps) {
  return (
    <div className={styles.results} aria-busy={isLooking}>
      <Refused error={error} />
      {!error && children}
      {more && !error && (
        <p>
          <button type="button" className="plain" disabled={isLooking} onClick={goOn}>
            Older
          </button>
          <span>
            Looked back to <Moment at={until} />.
          </span>
        </p>
      )}
    </div>
  )
}
