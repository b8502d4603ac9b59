'use client'

import { hearTime } from '../holding/use-my-holds'
import { useShop } from '../shop/shop'
import { MyHold } from './my-hold'
import { MyList } from './my-list'
import { PAGE_LINES, usePages } from './use-pages'

export function MyHolds() {
  const { api, clock } = useShop()
  const list = usePages('holds', async (cursor) => {
    const page = await api.reservations.list.query({ limit: PAGE_LINES, ...cursor })
    hearTime(clock, page.reservations)
    return page
  })
  const holds = list.data?.pages.flatMap((page) => page.reservations) ?? []
  return (
    <MyList title="Holds" none="Nothing is held." list={list}>
      {holds.map((hold) => (
        <MyHold key={hold.id} hold={hold} />
      ))}
    </MyList>
  )
}
