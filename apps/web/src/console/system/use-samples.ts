import type { MachineSample, MachineView } from '@hourglass/server/console'
import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '../shell/api'

/** The charts' time span. */
export const SECONDS_SHOWN = 300
/** Delay before a failed stream is reopened. */
const REOPEN_MS = 3_000

export interface Machine {
  machine: MachineView | null
  samples: readonly MachineSample[]
  /** Whether the stream is open. */
  stands: boolean
}

/** Live samples of the server. A reconnect, possibly to another server, starts over. */
export function useMachine(): Machine {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [seen, setSeen] = useState<Omit<Machine, 'stands'>>({ machine: null, samples: [] })
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
  return { ...seen, stands: status === 'pending' }
}

/** A new stream starts with all stored samples; later ones arrive one by one. */
function added(before: readonly MachineSample[], told: readonly MachineSample[]): readonly MachineSample[] {
  if (told.length !== 1) return told
  return [...before, ...told].slice(-SECONDS_SHOWN)
}
