import type { SaleView } from '@hourglass/core/contract'
import type { CSSProperties } from 'react'
import styles from './field-picture.module.css'
import { columnsOf } from './view'

interface FieldPictureProps {
  sale: Pick<SaleView, 'id' | 'items_count' | 'name'>
  /** Too small to show single grains. */
  small?: boolean
}

/** The server's drawing of a field: one pixel per cell, masked to a round grain. */
export function FieldPicture({ sale, small = false }: FieldPictureProps) {
  const columns = columnsOf(sale.items_count)
  return (
    // biome-ignore lint/performance/noImgElement: one cell a pixel, which nothing makes smaller
    <img
      className={styles.picture}
      src={`/sales/${sale.id}/field.png`}
      alt={`The field of ${sale.name}`}
      width={columns}
      height={columns}
      loading={small ? 'lazy' : 'eager'}
      data-small={small}
      style={{ '--columns': columns } as CSSProperties}
    />
  )
}
