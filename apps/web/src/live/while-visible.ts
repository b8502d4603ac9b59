/** A stream waits this long after the page has loaded, so that it takes no connection from the pictures. */
const SETTLE_MS = 250

/** Runs `begin` once the page has loaded and whenever it is seen again, and what it returned when it is hidden. */
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
      // A page that is seen again has its pictures: what it shows is old, and is renewed at once.
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
