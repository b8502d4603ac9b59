'use client'

import { type CSSProperties, useEffect, useLayoutEffect, useRef } from 'react'
import { Picture } from '../item/picture'
import { useShop } from '../shop/shop'
import { moneyWords } from '../words/money'
import { Answer } from './answer'
import { Choices } from './choices'
import type { Offer } from './offer'
import styles from './sheet.module.css'
import type { Attempt } from './use-attempt'

interface SheetProps {
  offer: Offer
  attempt: Attempt
  close: () => void
}

/** Where one item is bought, over the page it was found on. */
export function Sheet({ offer, attempt, close }: SheetProps) {
  const { apiOrigin } = useShop()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const { stage } = attempt
  useLayoutEffect(() => dialog.current?.showModal(), [])
  // Neither opening nor a choice that has gone may leave the focus where a second press would mean something else.
  useEffect(() => {
    const { activeElement } = document
    if (stage.name === 'checking_out' || activeElement === document.body) heading.current?.focus()
  }, [stage.name])
  return (
    <dialog
      ref={dialog}
      className={styles.sheet}
      aria-labelledby="sheet-name"
      style={{ '--item': offer.colour } as CSSProperties}
      onClose={close}
      onCancel={(event) => stage.name === 'buying' && event.preventDefault()}
    >
      <div className={styles.picture}>
        <Picture item={offer} apiOrigin={apiOrigin} alt="" />
      </div>
      <div className={styles.words}>
        <h2 ref={heading} id="sheet-name" tabIndex={-1}>
          {offer.name}
        </h2>
        <p className={styles.price}>{moneyWords(offer.price)}</p>
        <Answer stage={stage} saleId={offer.sale_id} />
        <Choices offer={offer} attempt={attempt} close={() => dialog.current?.close()} />
      </div>
    </dialog>
  )
}
