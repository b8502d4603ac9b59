import { usePathname } from 'next/navigation'
import styles from './shell.module.css'
import type { Session } from './use-session'

/** Sends somebody who is not an operator to the sign-in page, and back. */
export function SignIn({ refusal, wasSignedIn }: Pick<Session, 'refusal' | 'wasSignedIn'>) {
  const next = encodeURIComponent(usePathname())
  return (
    <main className={styles.alone}>
      <p className={styles.name}>
        <a href="/">Hourglass</a> <span>console</span>
      </p>
      <h1>{refusal === 'role_missing' ? 'No access' : 'Sign in'}</h1>
      {refusal === 'role_missing' ? (
        <>
          <p role="status">Your account has no role in the console. Ask an owner to invite your e-mail address.</p>
          <p>
            <a className="alone" href={`/sign-in?next=${next}`}>
              Sign in with another account
            </a>
          </p>
        </>
      ) : (
        <>
          {wasSignedIn && <p role="status">You’ve been signed out. The session has ended.</p>}
          <p>
            <a className="button" href={`/sign-in?next=${next}`}>
              Sign in
            </a>
          </p>
        </>
      )}
      <p className={styles.hint}>
        Not an operator yet? Run this on the server: <code>npx pnpm hourglass operators invite you@example.com</code>
      </p>
    </main>
  )
}
