'use client'

import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import styles from './proof.module.css'

/** Recounts the audit. */
export function RecountButton() {
  const router = useRouter()
  const [asking, ask] = useTransition()
  return (
    <button type="button" className={styles.again} aria-disabled={asking} onClick={() => asking || ask(router.refresh)}>
      {asking ? 'Counting…' : 'Recount'}
    </button>
  )
}
