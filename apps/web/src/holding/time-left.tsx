import type { HoldView } from '@hourglass/core/contract'
import { clockWords } from '../words/time'
import styles from './held.module.css'
import { Ring } from './ring'

/** The time that is left of a hold: the ring, and the same in words. */
export function TimeLeft({ hold, secondsLeft }: { hold: HoldView; secondsLeft: number }) {
  const wholeSeconds = (Date.parse(hold.expires_at) - Date.parse(hold.created_at)) / 1_000
  return (
    <p className={styles.time} role="timer">
      <Ring left={secondsLeft} whole={wholeSeconds} />
      <span>{clockWords(secondsLeft)} left</span>
    </p>
  )
}
