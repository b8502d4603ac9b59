import type { HoldView } from '@hourglass/core/contract'
import { usePathname } from 'next/navigation'
import { type CSSProperties, lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { CONTINUE, keepContinuation } from '../account/continuation'
import { useShopCache } from '../data/trpc'
import { cacheHold } from '../holding/use-my-holds'
import { Picture } from '../item/picture'
import { SecondaryActions } from '../item/secondary-actions'
import { PlayMoney } from '../paying/play-money'
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

const SignInForm = lazy(() => import('../account/sign-in-form').then(({ SignInForm }) => ({ default: SignInForm })))
const Held = lazy(() => import('../holding/held').then(({ Held }) => ({ default: Held })))

interface SheetProps {
  basket: Basket
  /** Called with the receipt once the server confirms the purchase. */
  bought: (receipt: Receipt) => void
  close: () => void
}

/** The dialog in which an item or a cart is bought, above the current page. */
export function Sheet({ basket, bought, close }: SheetProps) {
  const { apiOrigin } = useShop()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const cache = useShopCache()
  const [hold, setHold] = useState<HoldView | null>(null)
  const flow = usePurchaseFlow(bought)
  const { stage, checkOut } = flow
  const { offer, title, total, saleId, money } = basket
  useLayoutEffect(() => dialog.current?.showModal(), [])
  // Check out once per basket, even if React runs the effect twice.
  const asked = useRef<Basket>(null)
  useEffect(() => {
    if (asked.current !== basket) checkOut(basket)
    asked.current = basket
  }, [basket, checkOut])
  // The shopper already holds the item, possibly in another tab: show that hold with its actions.
  const ownHold = offer && stage.name === 'refused' ? stage.hold : null
  useEffect(() => {
    if (!ownHold) return
    cacheHold(cache, ownHold)
    setHold(ownHold)
  }, [ownHold, cache])
  // A guest in a sale that refuses guests, or the session has ended: the purchase continues after signing in.
  const signIn = stage.name === 'refused' && stage.code === 'sign_in_required'
  // Move focus to the heading on opening and when a button disappears, so that a second key press does nothing.
  useEffect(() => {
    const { activeElement } = document
    if (stage.name === 'checking_out' || hold || activeElement === document.body) heading.current?.focus()
  }, [stage.name, hold])
  const shut = () => dialog.current?.close()
  useBackCloses(shut, stage.name === 'buying')
  // A link in the dialog navigates to another page.
  const path = usePathname()
  const openedAt = useRef(path)
  useEffect(() => {
    if (path !== openedAt.current) dialog.current?.close()
  }, [path])
  return (
    <dialog
      ref={dialog}
      className={styles.sheet}
      data-bought={stage.name === 'bought'}
      data-sign-in={signIn}
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
        {stage.name !== 'bought' && <p className={styles.price}>{moneyWords(total)}</p>}
        {money && <PlayMoney sale={money} />}
        {hold ? (
          <Suspense>
            {ownHold && <p>{heldByYouWords.here}</p>}
            <Held hold={hold} />
          </Suspense>
        ) : (
          <Answer stage={stage} saleId={saleId} item={offer ?? null} />
        )}
        {signIn && (
          <Suspense>
            <SignInForm
              returnTo={location.pathname + location.search + CONTINUE}
              leaving={() => keepContinuation({ do: 'buy', basket })}
              done={() => checkOut(basket)}
            />
          </Suspense>
        )}
        <Choices basket={basket} flow={flow} held={hold !== null} close={shut} />
        {offer && !hold && (stage.name === 'checking_out' || stage.name === 'ready') && (
          // The space is reserved until the actions are enabled, so that nothing shifts.
          <div className={styles.ways} inert={stage.name !== 'ready'}>
            <SecondaryActions offer={offer} held={setHold} />
          </div>
        )}
      </div>
    </dialog>
  )
}
