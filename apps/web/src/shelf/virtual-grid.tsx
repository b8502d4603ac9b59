'use client'
'use no memo'

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useRef } from 'react'
import type { Offer } from '../buying/offer'
import { useShop } from '../shop/shop'
import { Card } from './card'
import styles from './grid.module.css'
import { useGridMeasure } from './use-grid-measure'

/** Drawn anew when it is another card, not whenever the page is scrolled. */
const StillCard = memo(Card)

interface VirtualGridProps {
  count: number
  /** The same object each time, so that its card stays as it is. */
  offerOf(place: number): Offer | undefined
}

/** Rows beyond the window that are in the page already. */
const OVERSCAN_ROWS = 2

/** As many cards as one likes, of which those near the window are in the page. The grid itself stays CSS's. */
export function VirtualGrid({ count, offerOf }: VirtualGridProps) {
  const { apiOrigin } = useShop()
  const list = useRef<HTMLUListElement>(null)
  const { columns, rowHeight, top } = useGridMeasure(list)
  const rows = Math.ceil(count / columns)
  const virtual = useWindowVirtualizer({
    count: rows,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollMargin: top,
    useFlushSync: false,
    getItemKey: (row) => `${row} ${rowHeight}`,
  })
  const seen = virtual.getVirtualItems()
  const first = seen[0]?.index ?? 0
  const last = seen.at(-1)?.index ?? Math.min(rows, 2 * OVERSCAN_ROWS) - 1
  const places = Array.from({ length: Math.min(count, (last + 1) * columns) - first * columns }, (_, at) => {
    return first * columns + at
  })
  return (
    <ul
      ref={list}
      className={styles.grid}
      style={{ paddingTop: first * rowHeight, paddingBottom: Math.max(0, rows - 1 - last) * rowHeight }}
    >
      {places.map((place) => {
        const offer = offerOf(place)
        return offer && <StillCard key={offer.id} offer={offer} apiOrigin={apiOrigin} place={place + 1} of={count} />
      })}
    </ul>
  )
}
