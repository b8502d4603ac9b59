import type { AccountView } from '@hourglass/core/contract'
import { useMutation } from '@tanstack/react-query'
import { useShopCache } from '../data/trpc'
import { accountWords, browserWords } from '../words/account'
import { momentWords } from '../words/time'
import styles from './account.module.css'
import { answerOf, useAuth } from './auth-client'
import { ChangeFailed } from './change-failed'
import { leave } from './leave'

/** The browsers that are signed in, and signing out. */
export function Sessions({ sessions }: Pick<AccountView, 'sessions'>) {
  const auth = useAuth()
  const cache = useShopCache()
  const ending = useMutation({
    mutationFn: (everywhere: boolean) => answerOf<unknown>(everywhere ? auth.revokeSessions() : auth.signOut()),
    onSuccess: () => leave(cache),
  })
  const busy = ending.isPending || ending.isSuccess
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{accountWords.sessions}</h2>
      <ul>
        {sessions.map(({ id, user_agent, signed_in_at, current }) => (
          <li key={id}>
            <p>
              <strong>{current ? accountWords.thisBrowser : browserWords(user_agent)}</strong>
              <span>{accountWords.since(momentWords(signed_in_at))}</span>
            </p>
          </li>
        ))}
      </ul>
      <p>{accountWords.everywhere}</p>
      <div className={styles.buttons}>
        <button
          type="button"
          className={styles.button}
          aria-disabled={busy}
          onClick={() => busy || ending.mutate(false)}
        >
          {accountWords.signOut}
        </button>
        <button
          type="button"
          className={styles.button}
          aria-disabled={busy}
          onClick={() => busy || ending.mutate(true)}
        >
          {accountWords.signOutEverywhere}
        </button>
      </div>
      <ChangeFailed error={ending.error} />
    </section>
  )
}
