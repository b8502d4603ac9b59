import type { CheckoutView, Money } from '@hourglass/core/contract'
import { moneyWords } from '../words/money'
import type { Basket } from './basket'
import styles from './choices.module.css'
import type { PurchaseFlow } from './use-purchase-flow'

interface ChoicesProps {
  basket: Basket
  flow: PurchaseFlow
  /** It is held instead: what may be done with it stands there. */
  held: boolean
  close: () => void
}

/** What may be done at this stage. A way back is always there, except while a purchase is under way. */
export function Choices({ basket, flow, held, close }: ChoicesProps) {
  const { stage, checkout, checkOut, purchase } = flow
  const before = stage.name === 'ready' || stage.name === 'checking_out'
  const busy = stage.name === 'buying'
  // It stands there from the beginning, so that nothing else is where somebody is about to press.
  const buyable = before || busy
  const again = stage.name === 'refused' && !held ? stage.next : null
  return (
    <div className={styles.choices}>
      {buyable && !held && (
        <button type="button" className={styles.first} aria-disabled={stage.name !== 'ready'} onClick={purchase}>
          {busy ? 'Buying…' : `Buy for ${moneyWords(costOf(checkout) ?? basket.total)}`}
        </button>
      )}
      {again === 'purchase' && (
        <button type="button" className={styles.first} onClick={purchase}>
          Try again
        </button>
      )}
      {again === 'check_out' && (
        <button type="button" className={styles.first} onClick={() => checkOut(basket)}>
          Try again
        </button>
      )}
      {!busy && (
        <button type="button" className={styles.second} onClick={close}>
          {before && !held ? 'Cancel' : basket.offer ? 'Back to the drop' : 'Back to cart'}
        </button>
      )}
    </div>
  )
}

/** What a checkout costs, all of it; null when it has nothing in it. */
function costOf(checkout: CheckoutView | undefined): Money | null {
  const [first] = checkout?.items ?? []
  if (!checkout || !first) return null
  const amount = checkout.items.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0)
  return { amount, currency: first.price.currency }
}
