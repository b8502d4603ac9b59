import { useEffect, useState, useSyncExternalStore } from 'react'
import { useShop } from '../shop/shop'
import { secondsBetween } from './seconds-between'

/** Whole seconds until a time, by the server's clock. `serverTime`: when the page was rendered. */
export function useSecondsUntil(moment: string, serverTime: string): number {
  const { clock } = useShop()
  useEffect(() => clock.sync(serverTime), [clock, serverTime])
  return useSyncExternalStore(
    clock.subscribe,
    () => secondsBetween(clock.now(), Date.parse(moment)),
    () => secondsBetween(Date.parse(serverTime), Date.parse(moment)),
  )
}

/** Whole seconds until a time, by the synced clock. */
export function useSecondsLeft(moment: string): number {
  const { clock } = useShop()
  const left = () => secondsBetween(clock.now(), Date.parse(moment))
  return useSyncExternalStore(clock.subscribe, left, left)
}

/** The browser's time in Unix milliseconds, updated every second while `running`. */
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
