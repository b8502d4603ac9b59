'use client'

import type { MachineSample, MachineView } from '@hourglass/server/console'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { SESSION, useConsole } from '../shell/console'
import { watchMachine } from './watch-machine'

/** Seconds that the charts show. */
export const SECONDS_SHOWN = 300
/** A stream that has failed for good is opened anew after this. */
const ANEW_MS = 3_000

export interface Machine {
  machine: MachineView | null
  samples: readonly MachineSample[]
  stands: boolean
}

/** The server's figures as they come. Another server, or the same one started anew, begins a new record. */
export function useMachine(): Machine {
  const { apiOrigin } = useConsole()
  const queries = useQueryClient()
  const [seen, setSeen] = useState<Machine>({ machine: null, samples: [], stands: false })
  const [tries, setTries] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further try is a new line
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const leave = watchMachine(apiOrigin, {
      told: ({ machine, samples }) =>
        setSeen((before) => ({ machine, stands: true, samples: added(before.samples, samples) })),
      line: (stands) => setSeen((before) => ({ ...before, stands })),
      failed() {
        void queries.invalidateQueries({ queryKey: SESSION })
        timer = setTimeout(() => setTries((count) => count + 1), ANEW_MS)
      },
    })
    return () => {
      clearTimeout(timer)
      leave()
    }
  }, [apiOrigin, queries, tries])
  return seen
}

/** What is remembered by the server comes whole with every new line; later it comes second by second. */
function added(before: readonly MachineSample[], told: readonly MachineSample[]): readonly MachineSample[] {
  if (told.length !== 1) return told
  return [...before, ...told].slice(-SECONDS_SHOWN)
}
