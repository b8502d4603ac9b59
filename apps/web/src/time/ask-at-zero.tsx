'use client'

import { AutoRefresh } from './auto-refresh'
import { useSecondsUntil } from './use-seconds-until'

const POLL_MS = 1_500

/** Renders the page of one sale again once its time is up, until it says so itself. */
export function RefreshAtZero({ until, serverTime }: { until: string; serverTime: string }) {
  return useSecondsUntil(until, serverTime) === 0 && <AutoRefresh everyMs={POLL_MS} />
}
