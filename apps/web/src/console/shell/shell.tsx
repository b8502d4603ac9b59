'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { isOut, SESSION, useConsole } from './console'
import { Navigation } from './navigation'
import { refusalWords } from './refusal'
import styles from './shell.module.css'
import { SignIn } from './sign-in'

/** A revoked key is noticed within the three seconds that a server remembers it, and this. */
const SESSION_ASK_MS = 1_500

/** The console to whoever has signed in; to everybody else, the way in. */
export function Shell({ children }: { children: ReactNode }) {
  const { api, sentences } = useConsole()
  const session = useQuery({
    queryKey: SESSION,
    queryFn: () => api.session.get.query(),
    refetchInterval: SESSION_ASK_MS,
    retry: false,
  })
  const { data: operator, error } = session
  if (error && isOut(error)) return <SignIn wasIn={operator !== undefined} />
  if (operator) {
    return (
      <div className={styles.shell}>
        <a className="skip" href="#main">
          To the page
        </a>
        <Navigation operator={operator} />
        <main id="main" className={styles.main}>
          {error && (
            <p className={styles.line} role="status">
              {refusalWords(error, sentences)}
            </p>
          )}
          {children}
        </main>
      </div>
    )
  }
  return (
    <main className={styles.alone}>
      <h1>Console</h1>
      <p role="status">{error ? refusalWords(error, sentences) : 'One moment.'}</p>
    </main>
  )
}
