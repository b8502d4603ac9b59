import type { SignInMethodsView } from '@hourglass/core/contract'
import { useMutation } from '@tanstack/react-query'
import { useShop } from '../shop/shop'
import { signInWords } from '../words/account'
import { answerOf, failureWords, useAuth } from './auth-client'
import { signInPath } from './next-path'
import { passkeysHere } from './passkeys-here'
import styles from './sign-in.module.css'
import type { SignInProps } from './sign-in-form'
import { useSignedIn } from './use-signed-in'

/** Sign in with a passkey, or with the shop's issuer. */
export function OtherWays({ methods, done, returnTo, leaving }: SignInProps & { methods: SignInMethodsView }) {
  const { sentences } = useShop()
  const auth = useAuth()
  const signedIn = useSignedIn()
  const withPasskey = useMutation({
    mutationFn: async () => {
      await answerOf(auth.signIn.passkey())
      await signedIn()
    },
    onSuccess: done,
  })
  const withIssuer = useMutation({
    mutationFn: () => {
      leaving?.()
      const { origin } = location
      // The client opens the issuer's page.
      return answerOf(
        auth.signIn.social({
          provider: 'oidc',
          callbackURL: origin + returnTo,
          errorCallbackURL: origin + signInPath(returnTo),
        }),
      )
    },
  })
  const passkeys = passkeysHere(methods)
  const busy = withPasskey.isPending || withIssuer.isPending || withIssuer.isSuccess
  const error = withPasskey.error ?? withIssuer.error
  if (!passkeys && methods.oidc === null) return null
  const start = (way: typeof withPasskey | typeof withIssuer) => {
    if (busy) return
    withPasskey.reset()
    withIssuer.reset()
    way.mutate()
  }
  return (
    <div className={styles.others}>
      {passkeys && (
        <button type="button" aria-disabled={busy} onClick={() => start(withPasskey)}>
          {withPasskey.isPending ? signInWords.checking : signInWords.passkey}
        </button>
      )}
      {methods.oidc !== null && (
        <button type="button" aria-disabled={busy} onClick={() => start(withIssuer)}>
          {signInWords.with(methods.oidc)}
        </button>
      )}
      {error && <p role="alert">{failureWords(error, sentences)}</p>}
    </div>
  )
}
