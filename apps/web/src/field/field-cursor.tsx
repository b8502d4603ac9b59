import type { CSSProperties } from 'react'
import styles from './field.module.css'
import { spanOf, type View } from './view'

/** A ring around the grain in view, with a minimum size. */
export function FieldCursor({ at, view, columns }: { at: number; view: View; columns: number }) {
  const span = spanOf(columns, view)
  const share = (from: number, cell: number) => `${((cell + 0.5 - from) / span) * 100}%`
  const place = {
    left: share(view.x, at % columns),
    top: share(view.y, Math.floor(at / columns)),
    '--cell': `${100 / span}%`,
  }
  return <span className={styles.cursor} style={place as CSSProperties} />
}
