import type { HoldView } from '@hourglass/core/contract'
import Link from 'next/link'
import choices from '../buying/choices.module.css'
import { useShop } from '../shop/shop'
import { holdingWords, holdWords } from '../words/holding'
import { moneyWords } from '../words/money'
import type { Sentences } from '../words/sentences'
import { troubleWords } from '../words/trouble'
import styles from './held.module.css'
import { TimeLeft } from './time-left'
import { type Holding, useHolding } from './use-holding'

/** The shopper's hold: time left and actions, then how it ended. */
export function Held({ hold: given }: { hold: HoldView }) {
  const { sentences } = useShop()
  const holding = useHolding(given)
  const { hold } = holding
  return (
    <section className={styles.held} aria-label={`Held: ${hold.item.name}`} data-hold={hold.status}>
      {hold.status === 'ACTIVE' && (
        <TimeLeft from={hold.created_at} until={hold.expires_at} secondsLeft={holding.secondsLeft} />
      )}
      <p aria-live="polite">{holdStatusWords(holding, sentences)}</p>
      {hold.status === 'ACTIVE' && <HoldChoices holding={holding} />}
      {hold.status === 'CONFIRMED' && (
        <p>
          <Link href={`/orders/${hold.id}`} className="alone">
            View order
          </Link>
        </p>
      )}
    </section>
  )
}

/** The state of a hold in a sentence. */
function holdStatusWords({ hold, timeIsUp, confirming, releasing }: Holding, sentences: Sentences): string {
  if (hold.status !== 'ACTIVE') return holdWords(hold)
  if (confirming.isPending) return confirming.failureCount > 0 ? holdingWords.connectionLost : holdingWords.confirming
  if (releasing.isPending) return releasing.failureCount > 0 ? holdingWords.connectionLost : holdingWords.releasing
  const error = confirming.error ?? releasing.error
  if (error) return troubleWords(error, sentences)
  return timeIsUp ? holdingWords.timeIsUp : holdWords(hold)
}

/** Confirm or release the hold; never both at once. */
function HoldChoices({ holding }: { holding: Holding }) {
  const { hold, confirming, releasing, confirm, release } = holding
  const busy = confirming.isPending || releasing.isPending
  return (
    <div className={choices.choices}>
      <button type="button" className={choices.first} aria-disabled={busy} onClick={confirm}>
        {confirming.isPending ? 'Buying…' : `Confirm for ${moneyWords(hold.item.price)}`}
      </button>
      <button type="button" className={choices.second} aria-disabled={busy} onClick={release}>
        {holdingWords.release}
      </button>
    </div>
  )
}
