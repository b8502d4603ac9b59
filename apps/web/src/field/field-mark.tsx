import { useQuery } from '@tanstack/react-query'
import type { CSSProperties } from 'react'
import { fieldOrderOf } from '../catalogue/computed'
import { isUnsealed, type UnsealedSale } from '../catalogue/item-cache'
import { useSaleItems } from '../catalogue/use-sale-items'
import { useTRPC } from '../data/trpc'
import { FieldCursor } from './field-cursor'
import styles from './field-mark.module.css'
import { FieldPicture } from './field-picture'
import type { View } from './view'

/** Columns and rows shown: odd numbers, so that one cell is in the middle. */
const [SPAN, ROWS] = [25, 7]

/** A receipt's watermark: the part of the field around the first item, with a ring around each bought item. */
export function FieldMark({ saleId, items }: { saleId: number; items: readonly { id: number }[] }) {
  const trpc = useTRPC()
  const { data: sale } = useQuery(trpc.sales.get.queryOptions({ id: saleId }))
  // A merchant sale has no field.
  return sale?.kind === 'hourly' && isUnsealed(sale) ? <Mark sale={sale} items={items} /> : null
}

function Mark({ sale, items }: { sale: UnsealedSale; items: readonly { id: number }[] }) {
  const described = useSaleItems(sale)
  const [first] = items
  if (!described || !first) return null
  const { columns, cellOf } = fieldOrderOf(sale, described)
  const placeOf = ({ id }: { id: number }) => cellOf[id - sale.first_item_id] ?? 0
  const view = about(placeOf(first), columns)
  const share = (cells: number) => `${(100 * cells) / SPAN}%`
  const place = {
    '--side': share(columns),
    '--left': share(-view.x),
    '--top': share(-view.y),
    aspectRatio: SPAN / ROWS,
  }
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

/** Centers the cell as far as the edges of the field allow. The rows shown are in the middle of the view. */
function about(cell: number, columns: number): View {
  const from = (middle: number, span: number) => Math.max(0, Math.min(middle - (span - 1) / 2, columns - span))
  const [x, y] = [from(cell % columns, SPAN), from(Math.floor(cell / columns), ROWS)]
  return { zoom: columns / SPAN, x, y: y - (SPAN - ROWS) / 2 }
}
