/** An estimate of the server's time. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Takes the server time of a response. A cached response changes nothing: the clock never goes back. */
  sync(serverTime: string): void
  /** Calls the listener at each full second of the server's clock. */
  subscribe(listener: () => void): () => void
}

const SECOND_MS = 1_000

export function createClock(): Clock {
  // Based on performance.now(), which is monotonic: the system clock may be wrong and may be set while the page is
  // open.
  let aheadMs = Date.now() - performance.now()
  let synced = false
  const now = () => performance.now() + aheadMs
  return {
    now,
    sync(serverTime) {
      const ahead = Date.parse(serverTime) - performance.now()
      aheadMs = synced ? Math.max(aheadMs, ahead) : ahead
      synced = true
    },
    subscribe(listener) {
      let timer: ReturnType<typeof setTimeout>
      const wait = () => {
        timer = setTimeout(
          () => {
            listener()
            wait()
          },
          SECOND_MS - (now() % SECOND_MS),
        )
      }
      wait()
      document.addEventListener('visibilitychange', listener)
      addEventListener('pageshow', listener)
      return () => {
        removeEventListener('pageshow', listener)
        clearTimeout(timer)
        document.removeEventListener('visibilitychange', listener)
      }
    },
  }
}
