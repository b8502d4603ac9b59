/** Delay of the stream after the page load, so that it does not compete with pictures for connections. */
const SETTLE_MS = 250

/** Calls `begin` after the page load and each time the page becomes visible; calls the returned function when hidden. */
export function whileVisible(begin: () => () => void): () => void {
  let end: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let settleMs = SETTLE_MS

  const change = () => {
    clearTimeout(timer)
    if (document.hidden) {
      end?.()
      end = undefined
    } else if (!end) {
      timer = setTimeout(() => {
        end = begin()
      }, settleMs)
      // A page that is visible again has its pictures but stale data: no delay.
      settleMs = 0
    }
  }
  const watch = () => {
    document.addEventListener('visibilitychange', change)
    change()
  }
  if (document.readyState === 'complete') watch()
  else addEventListener('load', watch, { once: true })

  return () => {
    removeEventListener('load', watch)
    document.removeEventListener('visibilitychange', change)
    clearTimeout(timer)
    end?.()
  }
}
