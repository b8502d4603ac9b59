import type { SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import { joinQueueWords } from '../words/queue-link'

/** Leads to the waiting room of the next sale, if it has one. */
export function QueueLink({ next }: { next: SaleView | null }) {
  if (next?.door !== 'queue' || next.status !== 'scheduled') return null
  return (
    <p>
      <Link href={`/sales/${next.id}#queue`}>{joinQueueWords(next.name)}</Link>
    </p>
  )
}
