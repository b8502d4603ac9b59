import { decodeFrame, type FeedEvent, type FeedFrames } from '@hourglass/core/contract/feed'

/** First pause before a lost stream is opened again, and the longest. */
const REOPEN_MS = 1_000
const REOPEN_MS_MAX = 15_000
/** A stream begins with a frame: without one for this long, something on the way holds it back. */
const FIRST_FRAME_MS = 4_000
/** The feed sends a frame every 10 s. A stream that is silent for longer than this is lost, even if it is still open. */
const SILENCE_MS_MAX = 20_000

export type FrameHandlers = {
  /** @returns false for a frame that was held back on the way: the stream is lost then */
  [Event in FeedEvent]: (frame: FeedFrames[Event], position: string) => boolean
}
export interface StreamHandlers extends FrameHandlers {
  /** `nextRetryAt`: when it is opened again, in Unix milliseconds. */
  lost(nextRetryAt: number): void
}

/** Keeps one event stream open until it is closed. `url` is asked for at each opening: it resumes from where the last one ended. */
export function openStream(url: () => string, handlers: StreamHandlers): () => void {
  const frames: FrameHandlers = handlers
  let source: EventSource | undefined
  let reopening: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let pauseMs = REOPEN_MS

  function expectFrameWithin(ms: number): void {
    clearTimeout(silence)
    silence = setTimeout(lost, ms)
  }

  function lost(): void {
    shut()
    const waitMs = pauseMs * (0.75 + Math.random() / 2)
    reopening = setTimeout(open, waitMs)
    pauseMs = Math.min(pauseMs * 2, REOPEN_MS_MAX)
    handlers.lost(Date.now() + waitMs)
  }

  function open(): void {
    shut()
    const opening = new EventSource(url())
    source = opening
    // That it has opened proves nothing: a proxy may pass on its headers and hold back its body.
    expectFrameWithin(FIRST_FRAME_MS)
    opening.onerror = lost
    const on = <Event extends FeedEvent>(name: Event) =>
      opening.addEventListener(name, ({ data, lastEventId }) => {
        if (source !== opening) return
        if (!frames[name](decodeFrame(name, data), lastEventId)) return lost()
        pauseMs = REOPEN_MS
        expectFrameWithin(SILENCE_MS_MAX)
      })
    on('snapshot')
    on('delta')
    on('tick')
  }

  function shut(): void {
    clearTimeout(reopening)
    clearTimeout(silence)
    source?.close()
    source = undefined
  }

  addEventListener('online', open)
  addEventListener('offline', lost)
  open()
  return () => {
    removeEventListener('online', open)
    removeEventListener('offline', lost)
    shut()
  }
}
