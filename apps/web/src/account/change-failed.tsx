import Link from 'next/link'
import { useShop } from '../shop/shop'
import { accountWords, signInTrouble } from '../words/account'
import styles from './account.module.css'
import { failureWords, needsSignIn } from './auth-client'
import { signInPath } from './next-path'

/** Why a change failed. Some changes need a recent sign-in. */
export function ChangeFailed({ error }: { error: Error | null }) {
  const { sentences } = useShop()
  if (!error) return null
  return (
    <p role="alert" className={styles.failed}>
      {failureWords(error, sentences, { noPasskey: signInTrouble.noPasskeyAdded })}{' '}
      {needsSignIn(error) && <Link href={signInPath('/account')}>{accountWords.signInAgain}</Link>}
    </p>
  )
}
