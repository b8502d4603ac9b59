'use client'

import { moneyWords } from '../words/money'
import type { Offer } from './offer'
import styles from './sheet.module.css'
import type { Attempt } from './use-attempt'

/** What may be done at this stage. A way back is always there, except while a purchase is under way. */
export function Choices({ offer, attempt, close }: { offer: Offer; attempt: Attempt; close: () => void }) {
  const { stage, checkOut, purchase } = attempt
  const busy = stage.name === 'buying'
  const again = stage.name === 'refused' ? stage.next : null
  return (
    <div className={styles.choices}>
      {(stage.name === 'ready' || busy) && (
        <button type="button" className={styles.first} aria-disabled={busy} onClick={purchase}>
          {busy ? 'Buying' : `Buy for ${moneyWords(offer.price)}`}
        </button>
      )}
      {again === 'purchase' && (
        <button type="button" className={styles.first} onClick={purchase}>
          Ask again
        </button>
      )}
      {again === 'check_out' && (
        <button type="button" className={styles.first} onClick={() => checkOut(offer)}>
          Check out once more
        </button>
      )}
      {!busy && (
        <button type="button" className={styles.second} onClick={close}>
          {stage.name === 'ready' || stage.name === 'checking_out' ? 'Not now' : 'Back to the sale'}
        </button>
      )}
    </div>
  )
}
