import { useEffect } from 'react'
import { useShopCache } from '../data/trpc'
import { useSecondsUntil } from '../time/use-seconds'
import { queueWords } from '../words/queue'
import { clockWords } from '../words/time'
import styles from './waiting-room.module.css'

interface PassClockProps {
  saleId: number
  expiresAt: string
  serverTime: string
}

/** The time left to use a pass. */
export function PassClock({ saleId, expiresAt, serverTime }: PassClockProps) {
  const { queries, trpc } = useShopCache()
  const left = useSecondsUntil(expiresAt, serverTime)
  const isOver = left === 0
  useEffect(() => {
    if (isOver) void queries.invalidateQueries(trpc.queue.place.queryFilter({ id: saleId }))
  }, [isOver, queries, trpc, saleId])
  return (
    <p className={styles.clock} role="timer">
      <span>{queueWords.useWithin}</span> <strong>{clockWords(left)}</strong>
    </p>
  )
}
