import type { ReactNode } from 'react'
import { checkWords } from '../words/checks'
import styles from './proof.module.css'

export interface Check {
  words: string
  matches: boolean
}

interface Given {
  name: 'seal' | 'draw'
  /** undefined: not checked yet. */
  checks: Check[] | undefined
  isChecking: boolean
  hasFailed: boolean
  again: string
  onAgain: () => void
  /** Between the results and the button. */
  children?: ReactNode
}

/** The results of recomputing something in the browser, and a button to do it again. */
export function Checks({ name, checks, isChecking, hasFailed, again, onAgain, children }: Given) {
  return (
    <>
      <ul
        className={styles.promises}
        aria-busy={isChecking}
        data-checks={name}
        data-matches={checks ? checks.every(({ matches }) => matches) : ''}
      >
        {checks?.map(({ words, matches }) => (
          <li key={words} data-kept={matches}>
            <strong>{matches ? checkWords.matches : checkWords.differs}</strong>
            <span>{words}</span>
          </li>
        ))}
      </ul>
      {!checks && <p role="status">{hasFailed ? checkWords.failed[name] : checkWords.checking}</p>}
      {children}
      <p>
        <button
          type="button"
          className={styles.again}
          aria-disabled={isChecking}
          onClick={() => isChecking || onAgain()}
        >
          {again}
        </button>
      </p>
    </>
  )
}
