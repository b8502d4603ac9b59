import type { AdminRouter, MachineSample, MachineView } from '@hourglass/server/console'
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'

interface Watcher {
  told(told: { machine: MachineView; samples: MachineSample[] }): void
  /** Whether the line to the server stands. */
  line(stands: boolean): void
  failed(error: unknown): void
}

/** Follows a server's figures until the returned function is called. Only the machine room carries the code for it. */
export function watchMachine(apiOrigin: string, watcher: Watcher): () => void {
  const line = { url: `${apiOrigin}/trpc/admin`, eventSourceOptions: { withCredentials: true } }
  const api = createTRPCClient<AdminRouter>({ links: [httpSubscriptionLink(line)] })
  const watching = api.machine.watch.subscribe(undefined, {
    onStarted: () => watcher.line(true),
    onData: watcher.told,
    onError: (error) => {
      watcher.line(false)
      watcher.failed(error)
    },
    onConnectionStateChange: ({ state }) => state === 'connecting' && watcher.line(false),
  })
  return () => watching.unsubscribe()
}
