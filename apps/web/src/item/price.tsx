import type { Offer } from '../buying/offer'
import { moneyWords } from '../words/money'
import { useLocale } from '../words/use-locale'
import styles from './price.module.css'

/** The price, and the list price if it is discounted. */
export function Price({
  of: { price, list_price, discount_percent },
}: {
  of: Pick<Offer, 'price' | 'list_price' | 'discount_percent'>
}) {
  useLocale()
  if (!list_price || discount_percent === 0) return <span>{moneyWords(price)}</span>
  return (
    <span className={styles.price}>
      <span className="unseen">Now </span>
      <span>{moneyWords(price)}</span>
      <span className="unseen">, was </span>
      <s>{moneyWords(list_price)}</s>
      <span className="unseen">, </span>
      <span className={styles.off}>
        {discount_percent}% <span>off</span>
      </span>
    </span>
  )
}
