'use client'

import type { SaleView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { useTRPC } from '../data/trpc'
import { useShop } from '../shop/shop'
import { Countdown } from '../time/countdown'
import { useSecondsUntil } from '../time/use-seconds'
import styles from './hero.module.css'

const POLL_MS = 1_000

interface NextOpeningProps {
  startsAt: string
  serverTime: string
}

/**
 * Counts down to the next hourly sale and then links to it. It never replaces the sale on screen, which stays open
 * until its last item sells.
 */
export function NextOpening({ startsAt, serverTime }: NextOpeningProps) {
  const { clock } = useShop()
  const trpc = useTRPC()
  const [until, setUntil] = useState(startsAt)
  const [opened, setOpened] = useState<Pick<SaleView, 'id' | 'name'> | null>(null)
  const opening = useSecondsUntil(until, serverTime) === 0
  const { data: active } = useQuery(
    trpc.sales.active.queryOptions(undefined, {
      enabled: opening,
      retry: false,
      // Jitter, so that browsers do not poll in step.
      refetchInterval: () => POLL_MS * (0.75 + Math.random() / 2),
    }),
  )
  useEffect(() => {
    if (active) clock.sync(active.server_time)
  }, [active, clock])
  useEffect(() => {
    const started = (active?.sales ?? []).filter(
      ({ kind, status, starts_at }) => kind === 'hourly' && status !== 'scheduled' && starts_at >= until,
    )
    const newest = started.toSorted((a, b) => b.id - a.id)[0]
    if (!active || !newest) return
    setOpened(newest)
    setUntil(active.next_starts_at)
  }, [active, until])
  return (
    <>
      {opened && (
        <p className={styles.opened} role="status" data-opened={opened.id}>
          {opened.name} is open.{' '}
          <Link href={`/sales/${opened.id}`} prefetch>
            See it
          </Link>
        </p>
      )}
      <p>{opening ? 'Next drop' : 'Next drop opens in'}</p>
      <Countdown until={until} serverTime={serverTime} atZero="Opening" />
    </>
  )
}
