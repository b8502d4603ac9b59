'use client'

import { AskAgain } from './ask-again'
import { useSecondsUntil } from './use-seconds-until'

const ASK_MS = 1_500

/** Renders the page of one sale again once its time is up, until it says so itself. */
export function AskAtZero({ until, serverTime }: { until: string; serverTime: string }) {
  return useSecondsUntil(until, serverTime) === 0 && <AskAgain everyMs={ASK_MS} />
}
