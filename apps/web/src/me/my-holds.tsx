'use client'

import type { HoldView } from '@hourglass/core/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useLayoutEffect, useState } from 'react'
import { useTRPC } from '../data/trpc'
import { Held } from '../holding/held'
import { syncClock } from '../holding/use-my-holds'
import { useShop } from '../shop/shop'
import { holdWords } from '../words/holding'
import { momentWords } from '../words/time'
import { MyList, PAGE_LINES, PAGES } from './my-list'

export function MyHolds() {
  const { clock } = useShop()
  const trpc = useTRPC()
  const list = useInfiniteQuery(trpc.reservations.list.infiniteQueryOptions({ limit: PAGE_LINES }, PAGES))
  const { data } = list
  const holds = data?.pages.flatMap((page) => page.reservations) ?? []
  useLayoutEffect(() => syncClock(clock, data?.pages.at(-1)?.reservations ?? []), [clock, data])
  return (
    <MyList title="Holds" none="No holds yet." list={list}>
      {holds.map((hold) => (
        <MyHold key={hold.id} hold={hold} />
      ))}
    </MyList>
  )
}

/** A hold: with timer and actions if it was active when the page opened, else in words. */
function MyHold({ hold }: { hold: HoldView }) {
  const [wasActive] = useState(hold.status === 'ACTIVE')
  return (
    <li data-item={hold.item_id}>
      <Link href={`/items/${hold.item_id}`} prefetch={false}>
        {hold.item.name}
      </Link>
      {wasActive ? (
        <Held hold={hold} />
      ) : (
        <p>
          {holdWords(hold)} <time dateTime={hold.changed_at}>{momentWords(hold.changed_at)}</time>
        </p>
      )}
    </li>
  )
}
