'use client'

import type { PositionedStates } from '@hourglass/core/contract'
import { useBrowserSeconds } from '../time/use-browser-seconds'
import { lineWords } from '../words/line'
import styles from './line-status.module.css'
import { useFollow, useLine } from './use-live'

/** Follows the sale. Without data from the feed it says how old the page is, and when it is tried again. */
export function LineStatus({ saleId, given }: { saleId: number; given?: PositionedStates | null }) {
  useFollow(saleId, given)
  const line = useLine()
  const troubled = line.is === 'polling' || line.is === 'reconnecting'
  const now = useBrowserSeconds(troubled)
  const words = troubled ? lineWords(line, now, navigator.onLine) : null
  return (
    <div className={styles.line} data-line={line.is} data-silent={!words}>
      <p role="status">{words?.what}</p>
      <p>{words?.since}</p>
    </div>
  )
}
