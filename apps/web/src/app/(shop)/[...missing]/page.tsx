import type { Metadata } from 'next'
import { Missing, missingMetadata } from '../../../shop/missing'

export const metadata: Metadata = missingMetadata
export const dynamic = 'force-dynamic'

/** An address that no other page has. It is a page of the shop, so that its frame stands round the notice. */
export default function NotFoundPage() {
  return <Missing />
}
