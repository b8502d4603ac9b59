import { useEffect, useState } from 'react'

/** This browser's own time in Unix milliseconds, anew every second while `running`. */
export function useBrowserSeconds(running: boolean): number {
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (!running) return
    const read = () => setNow(Date.now())
    read()
    const timer = setInterval(read, 1_000)
    return () => clearInterval(timer)
  }, [running])
  return now
}
