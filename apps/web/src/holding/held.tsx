'use client'

import type { HoldView } from '@hourglass/core/contract'
import Link from 'next/link'
import { useShop } from '../shop/shop'
import styles from './held.module.css'
import { HoldChoices } from './hold-choices'
import { spokenHold } from './spoken-hold'
import { TimeLeft } from './time-left'
import { useHolding } from './use-holding'

/** A hold of mine: how long it lasts, and the ways to end it; what became of it after. */
export function Held({ hold: given }: { hold: HoldView }) {
  const { sentences } = useShop()
  const holding = useHolding(given)
  const { hold } = holding
  return (
    <section className={styles.held} aria-label={`Held: ${hold.item.name}`} data-hold={hold.status}>
      {hold.status === 'ACTIVE' && <TimeLeft hold={hold} secondsLeft={holding.secondsLeft} />}
      <p aria-live="polite">{spokenHold(holding, sentences)}</p>
      {hold.status === 'ACTIVE' && <HoldChoices holding={holding} />}
      {hold.status === 'CONFIRMED' && (
        <p>
          <Link href={`/orders/${hold.id}`}>The order</Link>
        </p>
      )}
    </section>
  )
}
