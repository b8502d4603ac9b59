'use client'

import type { AccountView } from '@hourglass/core/contract'
import dynamic from 'next/dynamic'
import { useShop } from '../shop/shop'
import { accountWords } from '../words/account'
import { troubleWords } from '../words/trouble'
import styles from './account.module.css'
import { useAccount } from './use-account'

const SignInForm = dynamic(() => import('./sign-in-form').then(({ SignInForm }) => SignInForm), { ssr: false })
const Sections = dynamic(() => import('./account-sections').then(({ AccountSections }) => AccountSections), {
  ssr: false,
})

/** The account of this browser; for a guest, the way to sign in. */
export function AccountPage() {
  const { sentences } = useShop()
  const { data: account, error } = useAccount()
  return (
    <main className={styles.account} id="items">
      <h1>{accountWords.title}</h1>
      {error && <p role="alert">{troubleWords(error, sentences)}</p>}
      {account === undefined && !error && (
        <p role="status" className="scripted">
          Loading…
        </p>
      )}
      {account === null && <Guest />}
      {account && <Sections account={account satisfies AccountView} />}
    </main>
  )
}

/** The page shows the account as soon as the browser is signed in. */
function Guest() {
  return (
    <>
      <p>{accountWords.signIn}</p>
      <SignInForm returnTo="/account" done={() => {}} />
    </>
  )
}
