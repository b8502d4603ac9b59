import type { CheckoutView, ItemState } from '@hourglass/core/contract'
import Link from 'next/link'
import { useItemState, useUnits } from '../live/use-live'
import { useShop } from '../shop/shop'
import { RetryCountdown } from '../time/retry-countdown'
import { heldByYouWords } from '../words/holding'
import { namedLines } from '../words/lines'
import { TO_QUEUE } from '../words/queue-link'
import type { PurchaseStage } from './purchase-stage'
import { ReceiptLines } from './receipt-lines'
import styles from './sheet.module.css'
import { stageWords } from './stage-words'
import { useBuying } from './use-buying'

const NO_ITEM = 0
const NOT_KNOWN = { available: 0, held: 0, sold: 0 }

interface AnswerProps {
  stage: PurchaseStage
  saleId: number
  /** Null for a cart. */
  item: { id: number; state: ItemState } | null
}

/** The state of the purchase in words. A live region, so screen readers announce changes. */
export function Answer({ stage, saleId, item }: AnswerProps) {
  const { sentences } = useShop()
  const { owned } = useBuying()
  const mine = item !== null && owned.has(item.id)
  const state = useItemState(item?.id ?? NO_ITEM, item?.state ?? 'held')
  const { available } = useUnits(saleId, NOT_KNOWN)
  return (
    <div className={styles.answer} aria-live="polite" data-stage={stage.name}>
      <p>{stageWords(stage, sentences, { left: available, mine, state: item && state })}</p>
      {'delay' in stage && stage.delay && <RetryCountdown at={stage.delay.nextRetryAt} />}
      {stage.name === 'refused' && stage.hold && (
        <p>
          <Link href={`/items/${stage.hold.item_id}`} className="alone">
            {heldByYouWords.go}
          </Link>
        </p>
      )}
      {stage.name === 'refused' && stage.code.startsWith('pass_') && (
        <p>
          <Link href={`/sales/${saleId}#queue`}>{TO_QUEUE}</Link>
        </p>
      )}
      {stage.name === 'ready' && <CheckedOut checkout={stage.checkout} />}
      {stage.name === 'bought' && stage.receipt.order.status === 'confirmed' && (
        <ReceiptLines receipt={stage.receipt} named={item !== null} />
      )}
    </div>
  )
}

/** The checkout code, and its lines if there is more than one unit. */
function CheckedOut({ checkout: { code, items } }: { checkout: CheckoutView }) {
  return (
    <dl className={styles.lines}>
      {items.some(({ quantity }) => quantity > 1 || items.length > 1) && (
        <>
          <dt>Items</dt>
          <dd>{namedLines(items)}</dd>
        </>
      )}
      <dt>Checkout code</dt>
      <dd>{code}</dd>
    </dl>
  )
}
