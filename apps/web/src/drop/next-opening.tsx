'use client'

import type { SaleView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { useShop } from '../shop/shop'
import { Countdown } from '../time/countdown'
import { useSecondsUntil } from '../time/use-seconds-until'
import styles from './hero.module.css'

const ASK_MS = 1_000

interface NextOpeningProps {
  startsAt: string
  serverTime: string
}

/**
 * When the next hourly sale begins. At the hour it is offered beside the sale that somebody is looking at, which is never replaced:
 * an hourly sale stays open until its last item is sold.
 */
export function NextOpening({ startsAt, serverTime }: NextOpeningProps) {
  const { api, clock } = useShop()
  const [until, setUntil] = useState(startsAt)
  const [opened, setOpened] = useState<Pick<SaleView, 'id' | 'name'> | null>(null)
  const opening = useSecondsUntil(until, serverTime) === 0
  const { data: active } = useQuery({
    queryKey: ['opening', until],
    queryFn: async () => {
      const answer = await api.sales.active.query()
      clock.hear(answer.server_time)
      return answer
    },
    enabled: opening,
    retry: false,
    // Not all browsers in the same moment.
    refetchInterval: () => ASK_MS * (0.75 + Math.random() / 2),
  })
  useEffect(() => {
    const begun = (active?.sales ?? []).filter(
      ({ kind, status, starts_at }) => kind === 'hourly' && status !== 'scheduled' && starts_at >= until,
    )
    const newest = begun.toSorted((a, b) => b.id - a.id)[0]
    if (!active || !newest) return
    setOpened(newest)
    setUntil(active.next_starts_at)
  }, [active, until])
  return (
    <>
      {opened && (
        <p className={styles.opened} role="status" data-opened={opened.id}>
          {opened.name} is open. <Link href={`/sales/${opened.id}`}>See it</Link>
        </p>
      )}
      <p>{opening ? 'The next drop' : 'The next sale begins in'}</p>
      <Countdown until={until} serverTime={serverTime} atZero="Opening" />
    </>
  )
}
