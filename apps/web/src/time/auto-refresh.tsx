'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { RetryCountdown } from './retry-countdown'
import { useSecondsUntil } from './use-seconds'

interface AutoRefreshProps {
  everyMs: number
  /** Shows the time of the next retry. */
  showNextRetry?: boolean
}

/** Refreshes the page periodically while mounted, first after a random delay of up to half a second (jitter). */
export function AutoRefresh({ everyMs, showNextRetry = false }: AutoRefreshProps) {
  const router = useRouter()
  const [nextRetryAt, setNextTryAt] = useState(0)
  useEffect(() => {
    const ask = () => {
      router.refresh()
      setNextTryAt(Date.now() + everyMs)
    }
    const first = setTimeout(ask, Math.random() * 500)
    const again = setInterval(ask, everyMs)
    return () => {
      clearTimeout(first)
      clearInterval(again)
    }
  }, [router, everyMs])
  return showNextRetry && <RetryCountdown at={nextRetryAt} />
}

const POLL_MS = 1_500

/** Refreshes the page once the countdown reaches zero, until the server renders the new state. */
export function RefreshAtZero({ until, serverTime }: { until: string; serverTime: string }) {
  return useSecondsUntil(until, serverTime) === 0 && <AutoRefresh everyMs={POLL_MS} />
}
