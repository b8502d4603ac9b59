import type { OrderDetailsView } from '@hourglass/core/contract'
import type { AppRouter } from '@hourglass/server/trpc'
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'

interface Watcher {
  changed(order: OrderDetailsView): void
  /** Whether the stream is connected. */
  line(stands: boolean): void
}

/**
 * Follows an order until it is decided or the returned function is called. It has its own client, because only the
 * order page loads the code for subscriptions.
 */
export function watchOrder(apiOrigin: string, id: string, watcher: Watcher): () => void {
  const line = { url: `${apiOrigin}/trpc`, eventSourceOptions: { withCredentials: true } }
  const api = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink(line)] })
  const watching = api.orders.watch.subscribe(
    { id },
    {
      onStarted: () => watcher.line(true),
      onData: watcher.changed,
      onError: () => watcher.line(false),
      onConnectionStateChange: ({ state }) => state === 'connecting' && watcher.line(false),
    },
  )
  return () => watching.unsubscribe()
}
