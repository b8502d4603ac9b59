'use client'

import { lazy, Suspense } from 'react'
import { useCheckOwn } from '../buying/check-own'
import type { Offer } from '../buying/offer'
import { useBuying } from '../buying/use-buying'
import { useMyHold } from '../holding/use-my-holds'
import { useItemState, useSaleStatus } from '../live/use-live'
import { notSellingWords } from '../words/sale'
import { BuyButton } from './buy-button'
import styles from './buy-line.module.css'
import { Price } from './price'
import { StateMark } from './state-mark'

const HeldMark = lazy(() => import('../holding/held-mark').then(({ HeldMark }) => ({ default: HeldMark })))

/** An item's price with its buy button, or its state. */
export function BuyLine({ offer }: { offer: Offer }) {
  const { owned } = useBuying()
  const state = useItemState(offer.id, offer.state)
  const hold = useMyHold(offer.id)
  const notSelling = notSellingWords[useSaleStatus(offer.sale_id, offer.sale_status)]
  const held = hold?.status === 'ACTIVE'
  // The response to a hold arrives before the feed's update.
  const buyable = state === 'available' && !notSelling && !((held || owned.has(offer.id)) && offer.stock === 1)
  const mine = owned.has(offer.id) || hold?.status === 'CONFIRMED'
  useCheckOwn(state, { held, mine })
  return (
    <div className={styles.line}>
      <Price of={offer} />
      {held && (
        <Suspense>
          <HeldMark hold={hold} />
        </Suspense>
      )}
      {(state !== 'available' || (mine && offer.stock === 1)) && !held && (
        <StateMark state={state} owned={mine} withdrawn={offer.withdrawn} />
      )}
      {state === 'available' && notSelling && <span className={styles.not}>{notSelling}</span>}
      {buyable && <BuyButton offer={offer} />}
    </div>
  )
}
