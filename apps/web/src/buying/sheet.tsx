import type { HoldView } from '@hourglass/core/contract'
import { usePathname } from 'next/navigation'
import { type CSSProperties, lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useAnswers } from '../data/trpc'
import { noteHold } from '../holding/use-my-holds'
import { Picture } from '../item/picture'
import { SecondaryActions } from '../item/secondary-actions'
import { useShop } from '../shop/shop'
import { heldByYouWords } from '../words/holding'
import { moneyWords } from '../words/money'
import { Answer } from './answer'
import type { Basket } from './basket'
import { Choices } from './choices'
import type { Receipt } from './receipt'
import styles from './sheet.module.css'
import { useBackCloses } from './use-back-closes'
import { usePurchaseFlow } from './use-purchase-flow'

const Held = lazy(() => import('../holding/held').then(({ Held }) => ({ default: Held })))

interface SheetProps {
  basket: Basket
  /** Called with the receipt once the server confirms the purchase. */
  bought: (receipt: Receipt) => void
  close: () => void
}

/** Where one item or a cart is bought, over the page it was found on. */
export function Sheet({ basket, bought, close }: SheetProps) {
  const { apiOrigin } = useShop()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const answers = useAnswers()
  const [hold, setHold] = useState<HoldView | null>(null)
  const flow = usePurchaseFlow(bought)
  const { stage, checkOut } = flow
  const { offer, title, total, saleId } = basket
  useLayoutEffect(() => dialog.current?.showModal(), [])
  // Once, however often React runs an effect.
  const asked = useRef<Basket>(null)
  useEffect(() => {
    if (asked.current !== basket) checkOut(basket)
    asked.current = basket
  }, [basket, checkOut])
  // The item is this shopper's already, held in another tab perhaps: what can be done with the hold stands here.
  const ownHold = offer && stage.name === 'refused' ? stage.hold : null
  useEffect(() => {
    if (!ownHold) return
    noteHold(answers, ownHold)
    setHold(ownHold)
  }, [ownHold, answers])
  // Neither opening nor a choice that has gone may leave the focus where a second press would mean something else.
  useEffect(() => {
    const { activeElement } = document
    if (stage.name === 'checking_out' || hold || activeElement === document.body) heading.current?.focus()
  }, [stage.name, hold])
  const shut = () => dialog.current?.close()
  useBackCloses(shut, stage.name === 'buying')
  // A link in the sheet leads to another page.
  const path = usePathname()
  const openedAt = useRef(path)
  useEffect(() => {
    if (path !== openedAt.current) dialog.current?.close()
  }, [path])
  return (
    <dialog
      ref={dialog}
      className={styles.sheet}
      aria-labelledby="sheet-name"
      style={offer && ({ '--item': offer.colour } as CSSProperties)}
      onClose={close}
      onCancel={(event) => stage.name === 'buying' && event.preventDefault()}
    >
      {offer && (
        <div className={styles.picture}>
          <Picture item={offer} apiOrigin={apiOrigin} alt="" />
        </div>
      )}
      <div className={styles.words}>
        <h2 ref={heading} id="sheet-name" tabIndex={-1}>
          {title}
        </h2>
        <p className={styles.price}>{moneyWords(total)}</p>
        {hold ? (
          <Suspense>
            {ownHold && <p>{heldByYouWords.here}</p>}
            <Held hold={hold} />
          </Suspense>
        ) : (
          <Answer stage={stage} saleId={saleId} item={offer ?? null} />
        )}
        <Choices basket={basket} flow={flow} held={hold !== null} close={shut} />
        {offer && !hold && (stage.name === 'checking_out' || stage.name === 'ready') && (
          // Its place is kept until it may be used, so that nothing moves under one's hand.
          <div className={styles.ways} inert={stage.name !== 'ready'}>
            <SecondaryActions offer={offer} held={setHold} />
          </div>
        )}
      </div>
    </dialog>
  )
}
