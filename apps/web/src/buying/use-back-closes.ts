import { useEffect, useRef } from 'react'

/**
 * Gives what is open over a page an entry of its own in the browser's history, so that Back closes it. `stay`: it may not be closed
 * now.
 */
export function useBackCloses(close: () => void, stay: boolean): void {
  const now = useRef({ close, stay })
  now.current = { close, stay }
  const entered = useRef(false)
  useEffect(() => {
    const enter = () => {
      history.pushState(history.state, '')
      entered.current = true
    }
    const back = () => {
      if (!entered.current) return
      entered.current = false
      if (now.current.stay) enter()
      else now.current.close()
    }
    const path = location.pathname
    enter()
    addEventListener('popstate', back)
    return () => {
      removeEventListener('popstate', back)
      // Closed by a button or Escape: its entry goes as well. A link has gone on from it already.
      if (entered.current && location.pathname === path) history.back()
      entered.current = false
    }
  }, [])
}
