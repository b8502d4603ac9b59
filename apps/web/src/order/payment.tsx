import type { OrderDetailsView } from '@hourglass/core/contract'
import choices from '../buying/choices.module.css'
import held from '../holding/held.module.css'
import { TimeLeft } from '../holding/time-left'
import { onThisOrigin } from '../paying/on-this-origin'
import { useSecondsLeft } from '../time/use-seconds'
import { payingWords } from '../words/paying'

/** Of an order that awaits its payment: the time left, and the way to pay. */
export function Payment({ order, payBy }: { order: OrderDetailsView; payBy: string }) {
  const secondsLeft = useSecondsLeft(payBy)
  const isDue = secondsLeft === 0
  return (
    <section className={held.held} aria-label={payingWords.pay(order.total)}>
      <TimeLeft from={order.created_at} until={payBy} secondsLeft={secondsLeft} />
      <p>{isDue ? payingWords.timeIsUp : payingWords.until(payBy)}</p>
      {!isDue && (
        <div className={choices.choices}>
          {order.payment_url ? (
            <a className={choices.first} href={onThisOrigin(order.payment_url)}>
              {payingWords.pay(order.total)}
            </a>
          ) : (
            <p role="status">{payingWords.opening}</p>
          )}
        </div>
      )}
    </section>
  )
}
