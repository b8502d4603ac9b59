import type { ReactNode } from 'react'
import styles from './figures.module.css'

export interface Figure {
  name: string
  value: ReactNode
  /** What it is counted in, or what it means. */
  note?: ReactNode
  /** Known by this to whoever looks for it. */
  of?: string
}

/** Figures first. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map(({ name, value, note, of }) => (
        <div key={name} data-figure={of}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note && <span>{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
