import type { OrderDetailsView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useShopCache } from '../data/trpc'
import { useShop } from '../shop/shop'
import { watchOrder } from './watch-order'

const STEPS: readonly OrderDetailsView['status'][] = ['queued', 'processing', 'awaiting_payment']

/** How often an order is read while its money is on its way back. */
const REFUND_POLL_MS = 2_000

/** A decided order stays decided, even if an older response arrives later. */
const further = (known: OrderDetailsView | undefined, given: OrderDetailsView): OrderDetailsView => {
  const step = ({ status }: OrderDetailsView) => (STEPS.includes(status) ? STEPS.indexOf(status) : STEPS.length)
  return known && step(known) > step(given) ? known : given
}

/** An order: pushed by stream while undecided, polled while the stream is down. */
export function useOrder(id: string) {
  const { apiOrigin } = useShop()
  const { queries, trpc } = useShopCache()
  const [pushed, setPushed] = useState(false)
  const query = useQuery(
    trpc.orders.get.queryOptions(
      { id },
      {
        structuralSharing: (known, now) => further(known as OrderDetailsView | undefined, now as OrderDetailsView),
        refetchInterval: ({ state: { data } }) =>
          data?.refunds.some(({ status }) => status === 'pending')
            ? REFUND_POLL_MS
            : !pushed && (data?.poll_after_ms ?? false),
      },
    ),
  )
  const undecided = query.data !== undefined && query.data.poll_after_ms !== null
  useEffect(() => {
    if (!undecided) return
    return watchOrder(apiOrigin, id, {
      changed: (order) => queries.setQueryData(trpc.orders.get.queryKey({ id }), order),
      connection: setPushed,
    })
  }, [apiOrigin, id, undecided, queries, trpc])
  return query
}
