'use client'

import { moneyWords } from '../words/money'
import type { Basket } from './basket'
import styles from './choices.module.css'
import { costOf } from './cost'
import type { Attempt } from './use-attempt'

interface ChoicesProps {
  basket: Basket
  attempt: Attempt
  /** It is held instead: what may be done with it stands there. */
  held: boolean
  close: () => void
}

/** What may be done at this stage. A way back is always there, except while a purchase is under way. */
export function Choices({ basket, attempt, held, close }: ChoicesProps) {
  const { stage, checkout, checkOut, purchase } = attempt
  const busy = stage.name === 'buying'
  const again = stage.name === 'refused' ? stage.next : null
  const before = stage.name === 'ready' || stage.name === 'checking_out'
  return (
    <div className={styles.choices}>
      {(stage.name === 'ready' || busy) && !held && (
        <button type="button" className={styles.first} aria-disabled={busy} onClick={purchase}>
          {busy ? 'Buying' : `Buy for ${moneyWords(costOf(checkout) ?? basket.total)}`}
        </button>
      )}
      {again === 'purchase' && (
        <button type="button" className={styles.first} onClick={purchase}>
          Ask again
        </button>
      )}
      {again === 'check_out' && (
        <button type="button" className={styles.first} onClick={() => checkOut(basket)}>
          Check out once more
        </button>
      )}
      {!busy && (
        <button type="button" className={styles.second} onClick={close}>
          {before && !held ? 'Not now' : basket.offer ? 'Back to the sale' : 'Back to the cart'}
        </button>
      )}
    </div>
  )
}
