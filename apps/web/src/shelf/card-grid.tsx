import { memo, type RefObject } from 'react'
import type { Offer } from '../buying/offer'
import { useShop } from '../shop/shop'
import { Card } from './card'
import styles from './grid.module.css'

/** Rendered again when its offer changes, not whenever the page is scrolled. */
const StillCard = memo(Card)

/** The rows of a grid that are in the page. */
export interface Rows {
  first: number
  last: number
  /** Number of cards in all rows. A range computed for another number is outdated. */
  of: number
  columns: number
  /** Of one row with its gap, in CSS pixels. */
  height: number
}

interface CardGridProps {
  ref: RefObject<HTMLUListElement | null>
  count: number
  /** The same object each time, so that its card is not rendered again. */
  offerAt(place: number): Offer | undefined
  /** null: all cards are in the page, which is what a server renders. */
  rows: Rows | null
}

/** Any number of cards, of which those near the window are in the page. The layout of the grid itself stays CSS's. */
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
