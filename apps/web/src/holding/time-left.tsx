import type { HoldView } from '@hourglass/core/contract'
import { clockWords } from '../words/time'
import styles from './held.module.css'

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

const SIDE = 44
const STROKE = 4
const RADIUS = (SIDE - STROKE) / 2
const ROUND = 2 * Math.PI * RADIUS

/** What is left of a time, as an arc of a circle. It stands beside the same in words. */
function Ring({ left, whole }: { left: number; whole: number }) {
  const share = whole > 0 ? Math.min(1, left / whole) : 0
  const circle = { cx: SIDE / 2, cy: SIDE / 2, r: RADIUS, strokeWidth: STROKE }
  return (
    <svg className={styles.ring} viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
      <circle {...circle} className={styles.whole} />
      <circle {...circle} className={styles.left} strokeDasharray={ROUND} strokeDashoffset={ROUND * (1 - share)} />
    </svg>
  )
}
