import Link from 'next/link'
import { detailOf, needsAccount, troubleOf } from '../data/problem'
import { useShop } from '../shop/shop'
import { accountWords, signInTrouble } from '../words/account'
import styles from './account.module.css'
import { AuthRefused, failureWords, needsSignIn } from './auth-client'
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

/** A refusal of the API as one of better-auth: both are problem documents. */
export function asRefused(error: Error | null): Error | null {
  if (!error) return null
  const trouble = troubleOf(error)
  if (!needsAccount(trouble)) return error
  return new AuthRefused({ code: 'sign_in_required', detail: detailOf(trouble) ?? '' })
}
