'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useLayoutEffect } from 'react'
import { useTRPC } from '../data/trpc'
import { hearTime } from '../holding/use-my-holds'
import { useShop } from '../shop/shop'
import { MyHold } from './my-hold'
import { MyList, PAGE_LINES, PAGES } from './my-list'

export function MyHolds() {
  const { clock } = useShop()
  const trpc = useTRPC()
  const list = useInfiniteQuery(trpc.reservations.list.infiniteQueryOptions({ limit: PAGE_LINES }, PAGES))
  const { data } = list
  const holds = data?.pages.flatMap((page) => page.reservations) ?? []
  useLayoutEffect(() => hearTime(clock, data?.pages.at(-1)?.reservations ?? []), [clock, data])
  return (
    <MyList title="Holds" none="Nothing is held." list={list}>
      {holds.map((hold) => (
        <MyHold key={hold.id} hold={hold} />
      ))}
    </MyList>
  )
}
