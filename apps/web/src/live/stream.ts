import type { Frames } from './frames'

/** First pause before a lost stream is opened anew, and the longest. */
const REOPEN_MS = 1_000
const REOPEN_MS_MAX = 15_000
/** The feed says something every 10 s: a stream that is silent for longer is lost, whatever the browser believes of it. */
const SILENCE_MS_MAX = 22_000

export type StreamHandlers = { [Name in keyof Frames]: (frame: Frames[Name]) => void } & {
  opened: () => void
  heard: () => void
  /** `nextTryAt`: when it is opened anew, in Unix milliseconds. */
  lost: (nextTryAt: number) => void
}

/** Keeps one event stream open until it is closed. A new one begins with a snapshot, so nothing is missed. */
export function openStream(url: string, handlers: StreamHandlers): () => void {
  let source: EventSource | undefined
  let reopening: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let pauseMs = REOPEN_MS

  function heard(): void {
    handlers.heard()
    clearTimeout(silence)
    silence = setTimeout(lost, SILENCE_MS_MAX)
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
    const opening = new EventSource(url)
    source = opening
    opening.onopen = () => {
      pauseMs = REOPEN_MS
      handlers.opened()
      heard()
    }
    opening.onerror = lost
    const on = <Name extends keyof Frames>(name: Name) =>
      opening.addEventListener(name, ({ data }) => {
        heard()
        handlers[name](JSON.parse(data))
      })
    on('snapshot')
    on('delta')
    on('tick')
  }

  function shut(): void {
    clearTimeout(reopening)
    clearTimeout(silence)
    source?.close()
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
