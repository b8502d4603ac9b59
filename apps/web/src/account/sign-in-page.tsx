'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { issuerErrorWords, signInWords } from '../words/account'
import styles from './sign-in.module.css'
import { useAccount } from './use-account'

const SignInForm = dynamic(() => import('./sign-in-form').then(({ SignInForm }) => SignInForm), { ssr: false })

interface SignInPageProps {
  /** Where to go afterwards: a path. */
  next: string
  /** The error that an issuer's answer led to. */
  error: string | null
}

export function SignInPage({ next, error }: SignInPageProps) {
  const { data: account } = useAccount()
  return (
    <main className={styles.page} id="items">
      <h1>{signInWords.title}</h1>
      {error !== null && (
        <p className={styles.error} role="alert">
          {issuerErrorWords(error)}
        </p>
      )}
      {account && (
        <p>
          {signInWords.already(account.email)} <Link href="/account">{signInWords.toAccount}</Link>
        </p>
      )}
      {/* The page that one comes from is loaded again: it may continue a purchase. */}
      <SignInForm done={() => location.replace(next)} returnTo={next} />
    </main>
  )
}
