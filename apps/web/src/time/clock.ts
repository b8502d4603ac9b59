/** The server's time, as far as this browser knows it. */
export interface Clock {
  /** Unix time, in milliseconds. */
  now(): number
  /** The server says what time it was when it answered. An answer that has been kept since changes nothing: time never goes back. */
  sync(serverTime: string): void
  /** Calls the listener at each full second of the server's clock. */
  subscribe(listener: () => void): () => void
}

const SECOND_MS = 1_000

export function createClock(): Clock {
  // By the page's own timer, which nobody sets: a browser's clock may be wrong, and may be put right while the page is open.
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
