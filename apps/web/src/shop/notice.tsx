import type { ReactNode } from 'react'
import styles from './notice.module.css'

/** A page that consists of a message. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.notice} id="items">
      <h1>{title}</h1>
      <div>{children}</div>
    </main>
  )
}
