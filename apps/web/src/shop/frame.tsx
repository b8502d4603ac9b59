import Link from 'next/link'
import type { ReactNode } from 'react'
import styles from './frame.module.css'

export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <a className="skip" href="#items">
        To the items
      </a>
      <header>
        <Link href="/">Hourglass</Link>
      </header>
      {children}
    </div>
  )
}
