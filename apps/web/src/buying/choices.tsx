import type { CheckoutView, Money } from '@hourglass/core/contract'
import { moneyWords } from '../words/money'
import { payingWords } from '../words/paying'
import type { Basket } from './basket'
import styles from './choices.module.css'
import type { PurchaseFlow } from './use-purchase-flow'

interface ChoicesProps {
  basket: Basket
  flow: PurchaseFlow
  /** A hold is shown instead, with its own actions. */
  held: boolean
  close: () => void
}

/** The actions of the current stage. The dialog can always be closed, except while a purchase is in flight. */
export function Choices({ basket, flow, held, close }: ChoicesProps) {
  const { stage, checkout, checkOut, purchase } = flow
  const before = stage.name === 'ready' || stage.name === 'checking_out'
  const busy = stage.name === 'buying'
  // Rendered from the start, so that no other control moves to where the shopper is about to click.
  const buyable = before || busy
  const again = stage.name === 'refused' && !held ? stage.next : null
  const total = costOf(checkout) ?? basket.total
  const pays = basket.money?.payment === 'required' && total.amount > 0
  const words = pays
    ? { act: payingWords.reserve(total), busy: payingWords.reserving }
    : { act: `Buy for ${moneyWords(total)}`, busy: 'Buying…' }
  return (
    <div className={styles.choices}>
      {buyable && !held && (
        <button type="button" className={styles.first} aria-disabled={stage.name !== 'ready'} onClick={purchase}>
          {busy ? words.busy : words.act}
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

/** The total of a checkout; null if it is empty. */
function costOf(checkout: CheckoutView | undefined): Money | null {
  const [first] = checkout?.items ?? []
  if (!checkout || !first) return null
  const amount = checkout.items.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0)
  return { amount, currency: first.price.currency }
}
