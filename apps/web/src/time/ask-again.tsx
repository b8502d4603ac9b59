'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** Renders the page anew every so often while it is mounted; the first time after at most half a second, not all browsers at once. */
export function AskAgain({ everyMs }: { everyMs: number }) {
  const router = useRouter()
  useEffect(() => {
    const first = setTimeout(() => router.refresh(), Math.random() * 500)
    const again = setInterval(() => router.refresh(), everyMs)
    return () => {
      clearTimeout(first)
      clearInterval(again)
    }
  }, [router, everyMs])
  return null
}
