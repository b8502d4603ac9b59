import { useEffect, useRef, useState } from 'react'
import { queueWords, waitWords } from '../words/queue'
import type { Place } from './use-place'

/**
 * Tells a screen reader what has changed: each new state, and while waiting whenever half of those ahead have gone in. The figures on the
 * page change every second and stay silent.
 */
export function Announcement({ place, words }: { place: Place | null; words: string }) {
  const [text, setText] = useState('')
  const saidAhead = useRef(Number.POSITIVE_INFINITY)
  const state = place?.state
  const { ahead = null, estimatedWaitMs = null } = place ?? {}
  useEffect(() => {
    saidAhead.current = Number.POSITIVE_INFINITY
    setText(words)
  }, [words])
  useEffect(() => {
    if (state !== 'waiting' || ahead === null || ahead > saidAhead.current / 2) return
    saidAhead.current = ahead
    setText([queueWords.ahead(ahead), waitWords(estimatedWaitMs)].filter(Boolean).join(' '))
  }, [state, ahead, estimatedWaitMs])
  return (
    <p className="unseen" role="status">
      {text}
    </p>
  )
}
