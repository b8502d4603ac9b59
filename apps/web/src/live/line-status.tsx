'use client'

import { useFollow, useLine } from './use-live'

/** Follows the sale, and says so when the feed has been lost. */
export function LineStatus({ saleId }: { saleId: number }) {
  useFollow(saleId)
  const line = useLine()
  return (
    <p role="status" data-line={line}>
      {line === 'reconnecting' ? 'Reconnecting. What you see may be a moment old.' : ''}
    </p>
  )
}
