import type { OrderDetailsView } from '@hourglass/core/contract'
import { orderWords, statusWords } from '../words/order'
import styles from './order.module.css'

/** What has become of an order so far; read aloud as it changes. */
export function OrderStatus({ order: { status, reason, units } }: { order: OrderDetailsView }) {
  return (
    <div className={styles.status} data-status={status} aria-live="polite">
      <strong>{statusWords[status]}</strong>
      <p>{orderWords(status, { units, reason })}</p>
    </div>
  )
}
