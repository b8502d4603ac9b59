import { useEffect, useRef } from 'react'

/** Gives a dialog its own history entry, so that Back closes it. `stay`: it cannot be closed now. */
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
      // Closed by a button or Escape: remove the entry. A link has already navigated away from it.
      if (entered.current && location.pathname === path) history.back()
      entered.current = false
    }
  }, [])
}
