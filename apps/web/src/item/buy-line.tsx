'use client'

import { useBuying } from '../buying/buying'
import type { Offer } from '../buying/offer'
import { useItemState } from '../live/use-live'
import { moneyWords } from '../words/money'
import styles from './buy-line.module.css'
import { StateMark } from './state-mark'

/** Price, and the way to buy while there is one; what became of the item after. */
export function BuyLine({ offer }: { offer: Offer }) {
  const { buy, owned } = useBuying()
  const state = useItemState(offer.id, offer.state)
  return (
    <div className={styles.line}>
      <span>{moneyWords(offer.price)}</span>
      {state === 'available' ? (
        <button type="button" className={styles.buy} onClick={() => buy(offer)}>
          Buy<span className="unseen"> {offer.name}</span>
        </button>
      ) : (
        <StateMark state={state} owned={owned.has(offer.id)} />
      )}
    </div>
  )
}
