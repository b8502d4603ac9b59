import { decodeFrame, type FeedEvent, type FeedFrames } from '@hourglass/core/contract/feed'

/** First and longest delay before a lost stream is reopened. */
const REOPEN_MS = 1_000
const REOPEN_MS_MAX = 15_000
/** Every stream starts with a frame. Without one for this long, something buffers the response. */
const FIRST_FRAME_MS = 4_000
/** The feed sends a frame every 10 s. A stream silent for longer than this counts as lost, even if it is open. */
const SILENCE_MS_MAX = 20_000

export type FrameHandlers = {
  /** @returns false for a frame that was delayed on its way: the stream then counts as lost */
  [Event in FeedEvent]: (frame: FeedFrames[Event], position: string) => boolean
}
export interface StreamHandlers extends FrameHandlers {
  /** `nextRetryAt`: when the stream is reopened, in Unix milliseconds. */
  lost(nextRetryAt: number): void
}

/**
 * Keeps one event stream open until closed. `url` is called for each connection, so that it resumes where the last
 * ended.
 */
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
    // The open event proves nothing: a proxy may forward the headers and buffer the body.
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
    on('queue')
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
