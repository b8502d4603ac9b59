'use client'

import type { SaleView } from '@hourglass/core/contract'
import { lazy, Suspense } from 'react'
import styles from './waiting-room.module.css'

const WaitingRoom = lazy(() => import('./waiting-room').then(({ WaitingRoom }) => ({ default: WaitingRoom })))

interface QueueSlotProps {
  sale: SaleView
  serverTime: string
  sealed?: boolean
}

/** The waiting room of a sale that has one. Its code is loaded for such sales only. */
export function QueueSlot({ sale, serverTime, sealed = false }: QueueSlotProps) {
  if (sale.door !== 'queue' || sale.status === 'sold_out' || sale.status === 'closed') return null
  return (
    <Suspense fallback={<div className={styles.room} />}>
      <WaitingRoom sale={sale} serverTime={serverTime} sealed={sealed} />
    </Suspense>
  )
}
