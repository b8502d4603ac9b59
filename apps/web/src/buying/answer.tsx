'use client'

import { useUnits } from '../live/use-live'
import { useShop } from '../shop/shop'
import { NextTry } from '../time/next-try'
import { useBuying } from './buying'
import { CheckedOut } from './checked-out'
import { ReceiptLines } from './receipt-lines'
import styles from './sheet.module.css'
import { spoken } from './spoken'
import type { Stage } from './stage'

const NOT_KNOWN = { available: 0, held: 0, sold: 0 }

/** What has come of it so far, in words; read aloud as it changes. */
export function Answer({ stage, saleId, itemId }: { stage: Stage; saleId: number; itemId: number | null }) {
  const { sentences } = useShop()
  const { owned } = useBuying()
  const mine = itemId !== null && owned.has(itemId)
  const { available } = useUnits(saleId, NOT_KNOWN)
  return (
    <div className={styles.answer} aria-live="polite" data-stage={stage.name}>
      <p>{spoken(stage, sentences, { left: available, mine })}</p>
      {'trouble' in stage && stage.trouble && <NextTry at={stage.trouble.nextTryAt} />}
      {stage.name === 'ready' && <CheckedOut checkout={stage.checkout} />}
      {stage.name === 'bought' && <ReceiptLines receipt={stage.receipt} />}
    </div>
  )
}
