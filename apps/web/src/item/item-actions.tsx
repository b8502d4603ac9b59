'use client'

import { useCheckOwn } from '../buying/check-own'
import type { Offer } from '../buying/offer'
import { useBuying } from '../buying/use-buying'
import { Held } from '../holding/held'
import { useMyHold } from '../holding/use-my-holds'
import { useItemState, useSaleStatus } from '../live/use-live'
import { heldByOtherWords } from '../words/holding'
import { notSellingWords } from '../words/sale'
import { BuyButton } from './buy-button'
import styles from './item-actions.module.css'
import { Price } from './price'
import { SecondaryActions } from './secondary-actions'
import { StateMark } from './state-mark'

/** On an item's page: price, the shopper's hold, and all actions. */
export function ItemActions({ offer }: { offer: Offer }) {
  const state = useItemState(offer.id, offer.state)
  const { owned } = useBuying()
  const hold = useMyHold(offer.id)
  const notSelling = notSellingWords[useSaleStatus(offer.sale_id, offer.sale_status)]
  const held = hold?.status === 'ACTIVE'
  const mine = owned.has(offer.id) || hold?.status === 'CONFIRMED'
  // The response to a hold arrives before the feed's update.
  const buyable = state === 'available' && !notSelling && !((held || owned.has(offer.id)) && offer.stock === 1)
  useCheckOwn(state, { held, mine })
  return (
    <div className={styles.actions}>
      <div className={styles.price}>
        <Price of={offer} />
        {state === 'available' && notSelling && <span>{notSelling}</span>}
        {state !== 'available' && !held && <StateMark state={state} owned={mine} withdrawn={offer.withdrawn} />}
      </div>
      {state === 'held' && !held && !owned.has(offer.id) && <p>{heldByOtherWords(null)}</p>}
      {hold && <Held key={hold.id} hold={hold} />}
      {buyable && (
        <>
          <BuyButton offer={offer} first />
          <SecondaryActions offer={offer} />
        </>
      )}
    </div>
  )
}
