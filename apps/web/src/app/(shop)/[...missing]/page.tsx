import type { Metadata } from 'next'
import { Missing, missingMetadata } from '../../../shop/missing'

export const metadata: Metadata = missingMetadata
export const dynamic = 'force-dynamic'

/** Catch-all for unknown addresses. It is a page of the shop, so the notice appears inside the shop's frame. */
export default function NotFoundPage() {
  return <Missing />
}
