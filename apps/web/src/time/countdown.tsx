'use client'

import { AskAgain } from './ask-again'
import styles from './countdown.module.css'
import { useSecondsUntil } from './use-seconds-until'

const NEXT_SALE_MS = 1_500

/** The time until the next sale, in large figures. At zero the page is asked for again until the sale is there. */
export function Countdown({ until, serverTime }: { until: string; serverTime: string }) {
  const left = useSecondsUntil(until, serverTime)
  const hours = Math.floor(left / 3_600)
  const minutes = Math.floor(left / 60) % 60
  const two = (value: number) => String(value).padStart(2, '0')
  const spoken = `${hours > 0 ? `${hours}:` : ''}${two(minutes)}:${two(left % 60)}`
  return (
    <div className={styles.countdown} role="timer" data-hours={hours > 0}>
      <span className="unseen">{spoken}</span>
      <span aria-hidden="true">
        {hours > 0 && <Pair value={two(hours)} />}
        {hours > 0 && <span className={styles.colon}>:</span>}
        <Pair value={two(minutes)} />
        <span className={styles.colon}>:</span>
        <Pair value={two(left % 60)} />
      </span>
      {left === 0 && <AskAgain everyMs={NEXT_SALE_MS} />}
    </div>
  )
}

/** The display face has no figures of one width: each stands in a place of its own. */
function Pair({ value }: { value: string }) {
  return (
    <>
      <span className={styles.figure}>{value[0]}</span>
      <span className={styles.figure}>{value[1]}</span>
    </>
  )
}
