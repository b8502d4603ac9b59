import type { AccountView } from '@hourglass/core/contract'
import { type FormEvent, useRef, useState } from 'react'
import { useShop } from '../shop/shop'
import { accountWords } from '../words/account'
import styles from './account.module.css'
import { answerOf, useAuth } from './auth-client'
import { asRefused, ChangeFailed } from './change-failed'
import fields from './input.module.css'
import { useSignInMethods } from './use-account'
import { useAccountChange } from './use-account-change'

/** E-mail address and name. */
export function Profile({ account: { email, name, identities, shows_name } }: { account: AccountView }) {
  const auth = useAuth()
  const { api } = useShop()
  const { data: methods } = useSignInMethods()
  const field = useRef<HTMLInputElement>(null)
  const saving = useAccountChange<string>({ mutationFn: (name) => answerOf(auth.updateUser({ name })) })
  const [isShown, setShown] = useState(shows_name)
  const showing = useAccountChange<boolean>({ mutationFn: (shown) => api.account.showName.mutate({ shown }) })
  function show(shown: boolean) {
    setShown(shown)
    showing.mutate(shown, { onError: () => setShown(!shown) })
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!saving.isPending) saving.mutate(field.current?.value ?? '')
  }
  return (
    <section aria-labelledby="profile">
      <h2 id="profile">{accountWords.profile}</h2>
      <dl>
        <dt>{accountWords.email}</dt>
        <dd>{email}</dd>
        {identities.length > 0 && methods?.oidc && (
          <>
            <dt>{accountWords.alsoWith}</dt>
            <dd>{methods.oidc}</dd>
          </>
        )}
      </dl>
      <form onSubmit={submit} className={styles.line}>
        <label htmlFor="name">{accountWords.name}</label>
        <input ref={field} className={fields.input} id="name" autoComplete="name" maxLength={200} defaultValue={name} />
        <button type="submit" aria-disabled={saving.isPending}>
          {accountWords.save}
        </button>
      </form>
      <label className={styles.choice}>
        <input type="checkbox" checked={isShown} onChange={({ target }) => show(target.checked)} />
        {accountWords.showName}
      </label>
      <p role="status">{(saving.isSuccess || showing.isSuccess) && accountWords.saved}</p>
      <ChangeFailed error={saving.error ?? asRefused(showing.error)} />
    </section>
  )
}
