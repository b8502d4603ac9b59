import type { ReactNode } from 'react'
import styles from './page.module.css'

interface PageProps {
  title: string
  /** Buttons and links beside the title. */
  actions?: ReactNode
  /** One sentence about the screen. */
  lead?: ReactNode
  children: ReactNode
}

/** A screen of the console. */
export function Page({ title, actions, lead, children }: PageProps) {
  return (
    <>
      <header className={styles.head}>
        <h1>{title}</h1>
        {actions && <div>{actions}</div>}
        {lead && <p>{lead}</p>}
      </header>
      {children}
    </>
  )
}

export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {note && <p>{note}</p>}
      </header>
      {children}
    </section>
  )
}
