'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { NextTry } from './next-try'

interface AskAgainProps {
  everyMs: number
  /** Says when the next try is. */
  told?: boolean
}

/** Renders the page anew every so often while it is mounted; the first time after at most half a second, not all browsers at once. */
export function AskAgain({ everyMs, told = false }: AskAgainProps) {
  const router = useRouter()
  const [nextTryAt, setNextTryAt] = useState(0)
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
  return told && <NextTry at={nextTryAt} />
}
