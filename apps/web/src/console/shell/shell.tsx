'use client'

import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useEffect } from 'react'
import { useConsole } from './console'
import { Navigation } from './navigation'
import { refusalWords } from './refusal'
import styles from './shell.module.css'
import { SignIn } from './sign-in'
import { useSession } from './use-session'

/** The console if an operator is signed in, else the sign-in page. */
export function Shell({ children }: { children: ReactNode }) {
  const { sentences } = useConsole()
  const { data: session, error } = useSession()
  const [path, router] = [usePathname(), useRouter()]
  const operator = session?.operator
  const isLost = operator?.role === 'merchant' && path === '/console'
  useEffect(() => {
    if (isLost) router.replace('/console/sales')
  }, [isLost, router])
  if (session && operator === null) return <SignIn {...session} />
  // A merchant has no System page.
  if (operator && !isLost) {
    return (
      <div className={styles.shell}>
        <a className="skip" href="#main">
          Skip to content
        </a>
        <Navigation operator={operator} />
        <main id="main" className={styles.main}>
          {error && (
            <p className={styles.line} role="status">
              {refusalWords(error, sentences)}
            </p>
          )}
          {!error && operator.ledger_away && (
            <p className={styles.line} role="status">
              PostgreSQL is down. The System page keeps working, but nothing can be changed. Your session stays open for
              five minutes.
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
      <noscript>
        <p>JavaScript is off. The console needs it.</p>
      </noscript>
      <p role="status" className="scripted">
        {error ? refusalWords(error, sentences) : 'Loading…'}
      </p>
    </main>
  )
}
