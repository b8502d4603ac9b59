import Link from 'next/link'
import type { CSSProperties } from 'react'
import type { Offer } from '../buying/offer'
import { BuyLine } from '../item/buy-line'
import { Fading } from '../item/fading'
import { Picture } from '../item/picture'
import { Stock } from '../item/stock'
import styles from './card.module.css'

interface CardProps {
  offer: Offer
  apiOrigin: string
  /** Its place among the results, from 1, and their number, if only some are rendered. */
  place?: number
  of?: number
}

export function Card({ offer, apiOrigin, place, of }: CardProps) {
  const path = `/items/${offer.id}`
  return (
    <li
      className={styles.card}
      data-item={offer.id}
      style={{ '--item': offer.colour } as CSSProperties}
      aria-posinset={place}
      aria-setsize={of}
    >
      <Link href={path} className={styles.picture} tabIndex={-1} aria-hidden="true" prefetch={false}>
        <Fading itemId={offer.id} given={offer.state}>
          <Picture item={offer} apiOrigin={apiOrigin} lazy />
        </Fading>
      </Link>
      <h3>
        <Link href={path} prefetch={false}>
          {offer.name}
        </Link>
      </h3>
      <BuyLine offer={offer} />
      {offer.stock > 1 && (
        <p className={styles.stock}>
          <Stock offer={offer} />
        </p>
      )}
    </li>
  )
}
