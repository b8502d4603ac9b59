'use client'

import { useEffect } from 'react'
import { pageLoaded } from './page-loaded'

/** Restores keyboard focus when the focused element disappears. */
export function FocusKeeper() {
  useEffect(() => {
    let stop = () => {}
    let mounted = true
    void pageLoaded()
      .then(() => import('./keep-focus'))
      .then(({ keepFocus }) => {
        if (mounted) stop = keepFocus()
      })
    return () => {
      mounted = false
      stop()
    }
  }, [])
  return null
}
