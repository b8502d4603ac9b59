import type { CheckoutView } from '@hourglass/core/contract'
import { namedLines } from '../words/lines'
import styles from './sheet.module.css'

/** The checkout's code, and what it takes when that is several things. */
export function CheckedOut({ checkout: { code, items } }: { checkout: CheckoutView }) {
  return (
    <dl className={styles.lines}>
      {items.some(({ quantity }) => quantity > 1 || items.length > 1) && (
        <>
          <dt>Items</dt>
          <dd>{namedLines(items)}</dd>
        </>
      )}
      <dt>Checkout</dt>
      <dd>{code}</dd>
    </dl>
  )
}
