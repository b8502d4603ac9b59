import type { MachineSample, MachineView } from '@hourglass/server/console'
import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '../shell/api'

/** The charts' time span. */
export const SECONDS_SHOWN = 300
/** Delay before a failed stream is reopened. */
const REOPEN_MS = 3_000

export interface SystemSamples {
  machine: MachineView | null
  samples: readonly MachineSample[]
  /** Whether the stream is open. */
  isConnected: boolean
}

/** Live samples of the server. A reconnect, possibly to another server, starts over. */
export function useSamples(): SystemSamples {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [seen, setSeen] = useState<Omit<SystemSamples, 'isConnected'>>({ machine: null, samples: [] })
  const { status, reset } = useSubscription(
    trpc.system.watch.subscriptionOptions(undefined, {
      onData: ({ machine, samples }) => setSeen((before) => ({ machine, samples: added(before.samples, samples) })),
      onError: () => void queries.invalidateQueries(trpc.session.pathFilter()),
    }),
  )
  useEffect(() => {
    if (status !== 'error') return
    const timer = setTimeout(reset, REOPEN_MS)
    return () => clearTimeout(timer)
  }, [status, reset])
  return { ...seen, isConnected: status === 'pending' }
}

/** A new stream starts with all stored samples; later ones arrive one by one. */
function added(before: readonly MachineSample[], received: readonly MachineSample[]): readonly MachineSample[] {
  if (received.length !== 1) return received
  return [...before, ...received].slice(-SECONDS_SHOWN)
}
