import type { HoldView } from '@hourglass/core/contract'
import Link from 'next/link'
import { holdingWords } from '../words/holding'
import styles from './held.module.css'
import { TimeLeft } from './time-left'
import { useHolding } from './use-holding'

/** On a card: the shopper's hold and its time left, with a link to the item's page. */
export function HeldMark({ hold: given }: { hold: HoldView }) {
  const { hold, secondsLeft } = useHolding(given)
  if (hold.status !== 'ACTIVE') return null
  return (
    <span className={styles.mark}>
      <TimeLeft from={hold.created_at} until={hold.expires_at} secondsLeft={secondsLeft} />
      <Link href={`/items/${hold.item_id}`}>{holdingWords.heldForYou}</Link>
    </span>
  )
}
