import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { setStatus } from '../server/responses'
import { Notice } from './notice'

export const missingMetadata: Metadata = { title: 'Page not found', robots: { index: false } }

/**
 * The not-found page, with status 404. Next's `notFound()` sends an empty body that needs scripts to fill it; it is
 * used only under `next dev`, which runs without our server.
 */
export function Missing() {
  if (!setStatus(404)) notFound()
  return <NotFoundNotice />
}

export function NotFoundNotice() {
  return (
    <Notice title="Page not found">
      <p>
        <Link href="/" className="alone">
          See the current drop
        </Link>
      </p>
    </Notice>
  )
}
