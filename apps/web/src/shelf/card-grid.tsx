import { memo, type RefObject } from 'react'
import type { Offer } from '../buying/offer'
import { useShop } from '../shop/shop'
import { Card } from './card'
import styles from './grid.module.css'

/** Re-renders when its offer changes, not on scroll. */
const StillCard = memo(Card)

/** The rendered rows of a grid. */
export interface Rows {
  first: number
  last: number
  /** Number of cards in all rows. A range computed for another number is outdated. */
  of: number
  columns: number
  /** Height of one row with its gap, in CSS pixels. */
  height: number
}

interface CardGridProps {
  ref: RefObject<HTMLUListElement | null>
  count: number
  /** Returns the same object each time, so that the card does not re-render. */
  offerAt(place: number): Offer | undefined
  /** null: all cards are rendered, as on the server. */
  rows: Rows | null
}

/** A virtual grid: only cards near the viewport are rendered. CSS does the layout. */
export function CardGrid({ ref, count, offerAt, rows }: CardGridProps) {
  const { apiOrigin } = useShop()
  const all = rows ? Math.ceil(count / rows.columns) : 1
  const { first, last, columns, height } = rows ?? { first: 0, last: 0, columns: count, height: 0 }
  const places = Array.from(
    { length: Math.max(0, Math.min(count, (last + 1) * columns) - first * columns) },
    (_, at) => first * columns + at,
  )
  return (
    <ul
      ref={ref}
      className={styles.grid}
      style={{ paddingTop: first * height, paddingBottom: Math.max(0, all - 1 - last) * height }}
    >
      {places.map((place) => {
        const offer = offerAt(place)
        const among = rows ? { place: place + 1, of: count } : {}
        return offer && <StillCard key={offer.id} offer={offer} apiOrigin={apiOrigin} {...among} />
      })}
    </ul>
  )
}
