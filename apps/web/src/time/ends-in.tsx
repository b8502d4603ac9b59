'use client'

import { spanWords } from '../words/time'
import { useSecondsUntil } from './use-seconds'

export function EndsIn({ until, serverTime }: { until: string; serverTime: string }) {
  const left = useSecondsUntil(until, serverTime)
  return <p>{left > 0 ? `Ends in ${spanWords(left)}` : 'Ended'}</p>
}
