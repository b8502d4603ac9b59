'use client'

import { pageMomentWords } from '../words/time'
import styles from './countdown.module.css'
import { useSecondsUntil } from './use-seconds'

interface CountdownProps {
  until: string
  serverTime: string
  /** Shown when the time is up. */
  atZero: string
}

/** A large countdown to the start or end of a sale. */
export function Countdown({ until, serverTime, atZero }: CountdownProps) {
  const left = useSecondsUntil(until, serverTime)
  const hours = Math.floor(left / 3_600)
  const minutes = Math.floor(left / 60) % 60
  const two = (value: number) => String(value).padStart(2, '0')
  const spoken = `${hours > 0 ? `${hours}:` : ''}${two(minutes)}:${two(left % 60)}`
  return (
    <>
      <noscript>
        <p>{pageMomentWords(until)}</p>
      </noscript>
      <div className={`${styles.countdown} scripted`} role="timer" data-hours={hours > 0}>
        <span className="unseen">{left === 0 ? atZero : spoken}</span>
        <span aria-hidden="true" data-words={left === 0}>
          {left === 0 ? (
            atZero
          ) : (
            <>
              {hours > 0 && <Pair value={two(hours)} />}
              {hours > 0 && <span className={styles.colon}>:</span>}
              <Pair value={two(minutes)} />
              <span className={styles.colon}>:</span>
              <Pair value={two(left % 60)} />
            </>
          )}
        </span>
      </div>
    </>
  )
}

/** The display face has no tabular figures, so each digit gets a fixed-width box. */
function Pair({ value }: { value: string }) {
  return (
    <>
      <span className={styles.figure}>{value[0]}</span>
      <span className={styles.figure}>{value[1]}</span>
    </>
  )
}
