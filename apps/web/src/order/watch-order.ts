import type { OrderDetailsView } from '@hourglass/core/contract'
import type { AppRouter } from '@hourglass/server/trpc'
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'

interface Watcher {
  changed(order: OrderDetailsView): void
  /** Whether the stream is connected. */
  connection(open: boolean): void
}

/**
 * Follows an order until it is decided or the returned function is called. It has its own client, because only the
 * order page loads the code for subscriptions.
 */
export function watchOrder(apiOrigin: string, id: string, watcher: Watcher): () => void {
  const options = { url: `${apiOrigin}/trpc`, eventSourceOptions: { withCredentials: true } }
  const api = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink(options)] })
  const watching = api.orders.watch.subscribe(
    { id },
    {
      onStarted: () => watcher.connection(true),
      onData: watcher.changed,
      onError: () => watcher.connection(false),
      onConnectionStateChange: ({ state }) => state === 'connecting' && watcher.connection(false),
    },
  )
  return () => watching.unsubscribe()
}
