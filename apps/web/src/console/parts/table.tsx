import type { ReactNode } from 'react'
import styles from './table.module.css'

export interface Column<Row> {
  name: string
  of(row: Row): ReactNode
  /** Numeric cells, aligned right. */
  figures?: boolean
  /** Takes the remaining width. */
  wide?: boolean
}

interface TableProps<Row> {
  /** For screen readers. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf(row: Row): string | number
  /** Shown if there are no rows. */
  none: string
}

/** A table; on narrow screens each row becomes a block with the column names beside its values. */
export function Table<Row>({ caption, columns, rows, keyOf, none }: TableProps<Row>) {
  if (rows.length === 0) return <p className={styles.none}>{none}</p>
  return (
    <table className={styles.table}>
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, figures }) => (
            <th key={name} scope="col" data-figures={figures}>
              {name || <span className="unseen">Actions</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-row={keyOf(row)}>
            {columns.map(({ name, of, figures, wide }) => (
              <td key={name} data-name={name} data-figures={figures} data-wide={wide}>
                {of(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
