'use client'

import { useEffect } from 'react'
import { pageLoaded } from './page-loaded'

/** Restores keyboard focus when the focused element disappears. */
export function FocusKeeper() {
  useEffect(() => {
    let stop = () => {}
    let here = true
    void pageLoaded()
      .then(() => import('./keep-focus'))
      .then(({ keepFocus }) => {
        if (here) stop = keepFocus()
      })
    return () => {
      here = false
      stop()
    }
  }, [])
  return null
}
