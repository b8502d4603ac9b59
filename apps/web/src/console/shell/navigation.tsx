import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { troubleOf } from '../../data/problem'
import { type Outputs, useTRPC } from './api'
import { useConsole } from './console'
import { refusalWords } from './refusal'
import styles from './shell.module.css'
import type { Session } from './use-session'

const PLACES = [
  { path: '/console', name: 'System' },
  { path: '/console/sales', name: 'Sales' },
  { path: '/console/search', name: 'Search' },
  { path: '/console/keys', name: 'Keys' },
  { path: '/console/webhooks', name: 'Webhooks' },
  { path: '/console/audit-log', name: 'Audit log' },
]

const isAt = (path: string, place: string): boolean =>
  place === '/console' ? path === place : path === place || path.startsWith(`${place}/`)

export function Navigation({ operator }: { operator: Outputs['session']['get'] }) {
  const { sentences } = useConsole()
  const trpc = useTRPC()
  const session = trpc.session.pathKey()
  const queries = useQueryClient()
  const path = usePathname()
  const signOut = useMutation(
    trpc.session.close.mutationOptions({
      onSuccess: () => queries.setQueryData<Session>(session, { operator: null, wasSignedIn: false }),
      // The session has ended even if the audit log failed; only a failed connection leaves it open.
      onError(error) {
        if (troubleOf(error) === 'connection_lost') return
        const warning = refusalWords(error, sentences)
        queries.setQueryData<Session>(session, { operator: null, wasSignedIn: false, warning })
      },
    }),
  )
  return (
    <header className={styles.header}>
      <p className={styles.name}>
        {/* A full navigation: the shop has its own layout. */}
        <a href="/">Hourglass</a> <span>console</span>
      </p>
      <nav aria-label="Console">
        {PLACES.map((place) => (
          <Link
            key={place.path}
            href={place.path}
            prefetch={false}
            aria-current={isAt(path, place.path) ? 'page' : undefined}
          >
            {place.name}
          </Link>
        ))}
      </nav>
      <p className={styles.operator}>
        <span>
          Signed in as <strong>{operator.partner}</strong>
        </span>
        {signOut.error && <span role="alert">{refusalWords(signOut.error, sentences)}</span>}
        <button type="button" className="quiet" onClick={() => signOut.mutate()} disabled={signOut.isPending}>
          Sign out
        </button>
      </p>
    </header>
  )
}
