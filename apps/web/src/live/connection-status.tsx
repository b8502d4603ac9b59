'use client'

import type { PositionedStates } from '@hourglass/core/contract'
import { useBrowserSeconds } from '../time/use-seconds'
import { connectionWords } from '../words/connection'
import styles from './connection-status.module.css'
import { useConnection, useFollow } from './use-live'

/** Follows the sale. Without data from the feed it shows the age of the page and the time of the next retry. */
export function ConnectionStatus({ saleId, given }: { saleId: number; given?: PositionedStates | null }) {
  useFollow(saleId, given)
  const connection = useConnection()
  const troubled = connection.is === 'polling' || connection.is === 'reconnecting'
  const now = useBrowserSeconds(troubled)
  const words = troubled ? connectionWords(connection, now, navigator.onLine) : null
  return (
    <div className={styles.connection} data-connection={connection.is} data-silent={!words}>
      <p role="status">{words?.what}</p>
      <p>{words?.since}</p>
    </div>
  )
}
