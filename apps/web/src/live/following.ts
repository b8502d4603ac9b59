import type { SaleView, StatesView } from '@hourglass/core/contract'
import { whileSeen } from './attendance'
import { openStream, type StreamHandlers } from './stream'

/** Pause between two questions while the stream brings nothing, the next one a little earlier or later. */
const POLL_MS = 5_000

/** The server's answer while the stream brings nothing. */
export type Polled = StatesView & Pick<SaleView, 'status'>

export interface Follower extends Omit<StreamHandlers, 'lost'> {
  polled(states: Polled): void
  /** Neither the stream nor the server answers. `nextTryAt`: of the stream, in Unix milliseconds. */
  unreachable(nextTryAt: number): void
  /** The page is hidden: nothing is heard until it is seen again. */
  left(): void
}

/** Follows a sale while the page is seen: by its stream, and by asking while the stream brings nothing. */
export function followSale(url: string, ask: () => Promise<Polled>, follower: Follower): () => void {
  return whileSeen(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let polling = false
    let nextTryAt = 0

    async function poll(): Promise<void> {
      const states = await ask().catch(() => null)
      if (!polling) return
      if (states) follower.polled(states)
      else follower.unreachable(nextTryAt)
      timer = setTimeout(poll, POLL_MS * (0.75 + Math.random() / 2))
    }
    const stopPolling = () => {
      polling = false
      clearTimeout(timer)
    }
    const heard =
      <Frame>(take: (frame: Frame) => boolean) =>
      (frame: Frame) => {
        const fresh = take(frame)
        if (fresh) stopPolling()
        return fresh
      }
    const close = openStream(url, {
      snapshot: heard(follower.snapshot),
      delta: heard(follower.delta),
      tick: heard(follower.tick),
      lost(at) {
        nextTryAt = at
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
