import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef } from 'react'
import { troubleOf } from '../../data/problem'
import { useTRPC } from './api'
import { useConsole } from './console'
import { refusalWords } from './refusal'
import styles from './shell.module.css'
import type { Session } from './use-session'

/** Exchanges a key for an HttpOnly cookie. The key is stored nowhere. `wasSignedIn`: the session has just ended. */
export function SignIn({ wasSignedIn, warning }: Pick<Session, 'wasSignedIn' | 'warning'>) {
  const { sentences } = useConsole()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const signIn = useMutation(
    trpc.session.open.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.session.pathFilter()),
      onError: () => field.current?.select(),
    }),
  )
  useEffect(() => field.current?.focus(), [])
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    signIn.mutate({ key: field.current?.value.trim() ?? '' })
  }
  return (
    <main className={styles.alone}>
      <p className={styles.name}>
        <a href="/">Hourglass</a> <span>console</span>
      </p>
      <h1>Sign in</h1>
      {wasSignedIn && !signIn.error && (
        <p role="status">You’ve been signed out. The session expired or its key was revoked.</p>
      )}
      {warning && !signIn.error && <p role="alert">{warning}</p>}
      <form onSubmit={submit} className={styles.door}>
        <label htmlFor="key">API key with the admin scope</label>
        <input
          ref={field}
          id="key"
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          placeholder="hg_live_…"
          aria-invalid={signIn.isError}
          aria-describedby={signIn.isError ? 'refused' : undefined}
        />
        {signIn.error && (
          <p id="refused" role="alert">
            {lacksScope(signIn.error)
              ? 'This key doesn’t have the admin scope.'
              : refusalWords(signIn.error, sentences)}
          </p>
        )}
        <button type="submit" disabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <p className={styles.hint}>
        No key yet? Run this on the server:{' '}
        <code>npx pnpm hourglass keys create --partner operator --scopes admin</code>
      </p>
    </main>
  )
}

function lacksScope(error: unknown): boolean {
  const trouble = troubleOf(error)
  return trouble !== 'connection_lost' && trouble.code === 'scope_missing'
}
