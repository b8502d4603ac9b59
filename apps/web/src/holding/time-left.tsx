import { clockWords } from '../words/time'
import styles from './held.module.css'

interface Given {
  from: string
  until: string
  secondsLeft: number
}

/** The time left of a hold or a payment, as a ring and in words. */
export function TimeLeft({ from, until, secondsLeft }: Given) {
  const wholeSeconds = (Date.parse(until) - Date.parse(from)) / 1_000
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

/** The remaining time as an arc. Decorative: the text beside it says the same. */
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
