import { basketOf } from '../buying/basket'
import choices from '../buying/choices.module.css'
import type { Offer } from '../buying/offer'
import { useBuying } from '../buying/use-buying'
import styles from './buy-line.module.css'

/** `first`: rendered as the primary button. */
export function BuyButton({ offer, first = false }: { offer: Offer; first?: boolean }) {
  const { buy } = useBuying()
  return (
    <button type="button" className={first ? choices.first : styles.buy} onClick={() => buy(basketOf(offer))}>
      Buy<span className="unseen"> {offer.name}</span>
    </button>
  )
}
