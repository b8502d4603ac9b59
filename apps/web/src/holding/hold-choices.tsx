import styles from '../buying/choices.module.css'
import { holdingWords } from '../words/holding'
import { moneyWords } from '../words/money'
import type { Holding } from './use-holding'

/** To buy what is held, or to give it back; once each, and not both. */
export function HoldChoices({ holding }: { holding: Holding }) {
  const { hold, confirming, releasing, confirm, release } = holding
  const busy = confirming.isPending || releasing.isPending
  return (
    <div className={styles.choices}>
      <button type="button" className={styles.first} aria-disabled={busy} onClick={confirm}>
        {confirming.isPending ? 'Buying…' : `Confirm for ${moneyWords(hold.item.price)}`}
      </button>
      <button type="button" className={styles.second} aria-disabled={busy} onClick={release}>
        {holdingWords.release}
      </button>
    </div>
  )
}
