import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { type Outputs, useTRPC } from './api'
import { useConsole } from './console'
import styles from './shell.module.css'
import type { Session } from './use-session'

const PLACES = [
  { path: '/console', name: 'System' },
  { path: '/console/sales', name: 'Sales' },
  { path: '/console/search', name: 'Search' },
  { path: '/console/keys', name: 'Keys' },
  { path: '/console/operators', name: 'Operators' },
  { path: '/console/webhooks', name: 'Webhooks' },
  { path: '/console/audit-log', name: 'Audit log' },
]

/** A merchant has its own sales, and the orders and attempts in them. */
const PLACES_OF_MERCHANTS = PLACES.filter(({ name }) => name === 'Sales' || name === 'Search')

/** @throws Error with a sentence for the operator */
async function endSession(apiOrigin: string): Promise<void> {
  const response = await fetch(`${apiOrigin}/auth/sign-out`, {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  }).catch(() => {
    throw new Error('The API did not respond. Try again.')
  })
  if (!response.ok) throw new Error(((await response.json()) as { detail: string }).detail)
}

const isAt = (path: string, place: string): boolean =>
  place === '/console' ? path === place : path === place || path.startsWith(`${place}/`)

export function Navigation({ operator }: { operator: Outputs['session']['get'] }) {
  const { apiOrigin } = useConsole()
  const path = usePathname()
  const session = useTRPC().session.pathKey()
  const queries = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => endSession(apiOrigin),
    onSuccess: () => queries.setQueryData<Session>(session, { operator: null, wasSignedIn: false }),
  })
  const places =
    operator.role === 'merchant'
      ? PLACES_OF_MERCHANTS
      : operator.mailbox
        ? [...PLACES, { path: '/console/mailbox', name: 'Mailbox' }]
        : PLACES
  return (
    <header className={styles.header}>
      <p className={styles.name}>
        {/* A full navigation: the shop has its own layout. */}
        <a href="/">Hourglass</a> <span>console</span>
      </p>
      <nav aria-label="Console">
        {places.map((place) => (
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
          Signed in as <strong>{operator.name}</strong>, {operator.role}
        </span>
        {signOut.error && <span role="alert">{signOut.error.message}</span>}
        <button type="button" className="quiet" onClick={() => signOut.mutate()} disabled={signOut.isPending}>
          Sign out
        </button>
      </p>
    </header>
  )
}
