'use client'

import type { StatesView } from '@hourglass/core/contract'
import { useBrowserSeconds } from '../time/use-browser-seconds'
import { lineWords } from '../words/line'
import styles from './line-status.module.css'
import { useFollow, useLine } from './use-live'

/** Follows the sale, and says so when the feed has been lost: for how long, and when it is tried again. */
export function LineStatus({ saleId, given }: { saleId: number; given?: StatesView }) {
  useFollow(saleId, given)
  const line = useLine()
  const now = useBrowserSeconds(line.is === 'reconnecting')
  const words = line.is === 'reconnecting' ? lineWords(line, now, navigator.onLine) : null
  return (
    <div className={styles.line} data-line={line.is} data-silent={!words}>
      <p role="status">{words?.what}</p>
      <p>{words?.since}</p>
    </div>
  )
}
