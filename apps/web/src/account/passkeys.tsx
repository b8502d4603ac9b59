import type { AccountView } from '@hourglass/core/contract'
import { accountWords } from '../words/account'
import styles from './account.module.css'
import { answerOf, useAuth } from './auth-client'
import { ChangeFailed } from './change-failed'
import { PasskeyLine } from './passkey-line'
import { passkeysHere } from './passkeys-here'
import { useSignInMethods } from './use-account'
import { useAccountChange } from './use-account-change'

/** Add, rename and remove passkeys. */
export function Passkeys({ passkeys }: Pick<AccountView, 'passkeys'>) {
  const auth = useAuth()
  const { data: methods } = useSignInMethods()
  const adding = useAccountChange({ mutationFn: () => answerOf(auth.passkey.addPasskey()) })
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">{accountWords.passkeys}</h2>
      <p>{accountWords.passkeysIntro}</p>
      {passkeys.length === 0 ? (
        <p>{accountWords.noPasskeys}</p>
      ) : (
        <ul>
          {passkeys.map((passkey) => (
            <PasskeyLine key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {methods && passkeysHere(methods) && (
        <button
          type="button"
          className={styles.button}
          aria-disabled={adding.isPending}
          onClick={() => adding.isPending || adding.mutate()}
        >
          {adding.isPending ? accountWords.adding : accountWords.addPasskey}
        </button>
      )}
      {methods && !passkeysHere(methods) && (
        <p>
          {location.hostname === methods.passkey
            ? accountWords.passkeysUnsupported
            : accountWords.passkeysElsewhere(methods.passkey)}
        </p>
      )}
      <ChangeFailed error={adding.error} />
    </section>
  )
}
