/** The server's time, as far as this browser knows it. */
export interface Clock {
  /** Unix time, in milliseconds. */
  now(): number
  /** A message that has just arrived says what time it is. */
  hear(serverTime: string): void
  /** Calls the listener at each full second of the server's clock. */
  subscribe(listener: () => void): () => void
}

const SECOND_MS = 1_000

export function createClock(): Clock {
  let aheadMs = 0
  const now = () => Date.now() + aheadMs
  return {
    now,
    hear(serverTime) {
      aheadMs = Date.parse(serverTime) - Date.now()
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
      return () => {
        clearTimeout(timer)
        document.removeEventListener('visibilitychange', listener)
      }
    },
  }
}
