import type { CurrentSaleView } from '@hourglass/core/contract'
import { openStream, type StreamHandlers } from './stream'
import { whileVisible } from './while-visible'

/** Poll interval while the stream is down, ± 25 %. */
const POLL_MS = 5_000

export interface Follower extends Omit<StreamHandlers, 'lost'> {
  polled(answer: CurrentSaleView): void
  /** Neither the stream nor polling works. `nextRetryAt`: of the stream, in Unix milliseconds. */
  unreachable(nextRetryAt: number): void
  /** The page is hidden: no updates until it is visible again. */
  left(): void
}

/** Follows a sale while the page is visible: by stream, and by polling while the stream is down. */
export function followSale(url: () => string, ask: () => Promise<CurrentSaleView>, follower: Follower): () => void {
  return whileVisible(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let polling = false
    let nextRetryAt = 0

    async function poll(): Promise<void> {
      const answer = await ask().catch(() => null)
      if (!polling) return
      if (answer) follower.polled(answer)
      else follower.unreachable(nextRetryAt)
      timer = setTimeout(poll, POLL_MS * (0.75 + Math.random() / 2))
    }
    const stopPolling = () => {
      polling = false
      clearTimeout(timer)
    }
    const stopPollingIf = (fresh: boolean) => {
      if (fresh) stopPolling()
      return fresh
    }
    const close = openStream(url, {
      snapshot: (frame, position) => stopPollingIf(follower.snapshot(frame, position)),
      // Deltas carry no time. A resumed stream sends a tick after them.
      delta: follower.delta,
      tick: (frame, position) => stopPollingIf(follower.tick(frame, position)),
      queue: follower.queue,
      lost(at) {
        nextRetryAt = at
        if (!navigator.onLine) follower.unreachable(at)
        if (polling) return
        polling = true
        void poll()
      },
    })
    return () => {
      close()
      stopPolling()
      follower.left()
    }
  })
}
