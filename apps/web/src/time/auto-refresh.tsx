'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { RetryCountdown } from './retry-countdown'
import { useSecondsUntil } from './use-seconds'

interface AutoRefreshProps {
  everyMs: number
  /** Says when the next try is. */
  told?: boolean
}

/** Renders the page anew every so often while it is mounted; the first time after at most half a second, not all browsers at once. */
export function AutoRefresh({ everyMs, told = false }: AutoRefreshProps) {
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
  return told && <RetryCountdown at={nextRetryAt} />
}

const POLL_MS = 1_500

/** Renders the page of one sale again once its time is up, until it says so itself. */
export function RefreshAtZero({ until, serverTime }: { until: string; serverTime: string }) {
  return useSecondsUntil(until, serverTime) === 0 && <AutoRefresh everyMs={POLL_MS} />
}
