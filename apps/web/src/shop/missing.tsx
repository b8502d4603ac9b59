import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { responses } from '../server/responses'
import { Notice } from './notice'

export const missingMetadata: Metadata = { title: 'Page not found', robots: { index: false } }

/**
 * The page for an address that has none, with status 404. Next's `notFound()` sends an empty body that only scripts
 * fill; it is left to `next dev`, which has no server of ours round it.
 */
export function Missing() {
  const response = responses.getStore()
  if (!response || response.headersSent) notFound()
  response.statusCode = 404
  return <NotFoundNotice />
}

export function NotFoundNotice() {
  return (
    <Notice title="Page not found">
      <p>
        <Link href="/">See the current drop</Link>
      </p>
    </Notice>
  )
}
