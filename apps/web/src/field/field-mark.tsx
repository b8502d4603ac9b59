'use client'

import { useQuery } from '@tanstack/react-query'
import type { CSSProperties } from 'react'
import { useShop } from '../shop/shop'
import { FieldCursor } from './field-cursor'
import styles from './field-mark.module.css'
import { FieldPicture } from './field-picture'
import { columnsOf, type View } from './view'

/** Cells from side to side. */
const SPAN = 24

/** The mark of a receipt: the part of the sale's field that the first of its things is from, with a ring round each of them. */
export function FieldMark({ saleId, items }: { saleId: number; items: readonly { id: number }[] }) {
  const { api } = useShop()
  const { data: sale } = useQuery({ queryKey: ['sale', saleId], queryFn: () => api.sales.get.query({ id: saleId }) })
  const [first] = items
  // A merchant's sale has no field.
  if (sale?.kind !== 'hourly' || !first) return null
  const columns = columnsOf(sale.items_count)
  const placeOf = ({ id }: { id: number }) => id - sale.first_item_id
  const view = about(placeOf(first), columns)
  const share = (cells: number) => `${(100 * cells) / SPAN}%`
  const place = { '--side': share(columns), '--left': share(-view.x), '--top': share(-view.y) }
  return (
    <div className={styles.mark} style={place as CSSProperties} aria-hidden="true" data-mark={sale.id}>
      <div className={styles.part}>
        <FieldPicture sale={sale} />
        {items.map((item) => (
          <FieldCursor key={item.id} at={placeOf(item)} view={view} columns={columns} />
        ))}
      </div>
    </div>
  )
}

/** With the position in the middle, also where the field ends beside it. */
const about = (position: number, columns: number): View => ({
  zoom: columns / SPAN,
  x: (position % columns) + 0.5 - SPAN / 2,
  y: Math.floor(position / columns) + 0.5 - SPAN / 2,
})
