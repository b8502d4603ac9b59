import type { Frames } from './frames'

/** First pause before a refused stream is opened anew, and the longest. */
const REOPEN_MS = 1_000
const REOPEN_MS_MAX = 15_000

export type StreamHandlers = { [Name in keyof Frames]: (frame: Frames[Name]) => void } & {
  opened: () => void
  lost: () => void
}

/** Keeps one event stream open until it is closed. The browser reconnects by itself unless it was refused; then we do. */
export function openStream(url: string, handlers: StreamHandlers): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let pauseMs = REOPEN_MS

  function open(): void {
    const opening = new EventSource(url)
    source = opening
    opening.onopen = () => {
      pauseMs = REOPEN_MS
      handlers.opened()
    }
    opening.onerror = () => {
      handlers.lost()
      if (opening.readyState !== EventSource.CLOSED) return
      timer = setTimeout(open, pauseMs * (0.75 + Math.random() / 2))
      pauseMs = Math.min(pauseMs * 2, REOPEN_MS_MAX)
    }
    const on = <Name extends keyof Frames>(name: Name) =>
      opening.addEventListener(name, ({ data }) => handlers[name](JSON.parse(data)))
    on('snapshot')
    on('delta')
    on('tick')
  }

  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}
