import type { HoldView } from '@hourglass/core/contract'
import { useEffect } from 'react'
import { takeContinuation } from '../account/continuation'
import type { Offer } from '../buying/offer'
import { AddToCart } from '../cart/add-to-cart'
import { useHoldItem } from '../holding/use-hold-item'
import { useShop } from '../shop/shop'
import { holdingWords } from '../words/holding'
import { troubleWords } from '../words/trouble'
import styles from './secondary-actions.module.css'

/** Hold one unit, or add to the cart. `held` is called once the server confirms the hold. */
export function SecondaryActions({ offer, held = () => {} }: { offer: Offer; held?: (hold: HoldView) => void }) {
  const { sentences } = useShop()
  const holding = useHoldItem(held)
  // Back from an issuer: the hold continues.
  const { mutate: hold } = holding
  useEffect(() => {
    const kept = takeContinuation('hold')
    if (kept) hold(kept.itemId)
  }, [hold])
  return (
    <div className={styles.ways}>
      <div className={styles.way}>
        <button
          type="button"
          className={styles.button}
          aria-disabled={holding.isPending}
          onClick={() => holding.isPending || holding.mutate(offer.id)}
        >
          {holding.isPending ? holdingWords.holding : holdingWords.hold}
        </button>
        <p aria-live="polite">{waitingWords(holding, sentences)}</p>
      </div>
      <AddToCart offer={offer} />
    </div>
  )
}

function waitingWords(
  { isPending, failureCount, error }: ReturnType<typeof useHoldItem>,
  sentences: ReturnType<typeof useShop>['sentences'],
): string {
  if (isPending) return failureCount > 0 ? holdingWords.connectionLost : ''
  return error ? troubleWords(error, sentences) : ''
}
