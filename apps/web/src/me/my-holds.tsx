'use client'

import { useShop } from '../shop/shop'
import { MyHold } from './my-hold'
import { MyList } from './my-list'
import { PAGE_LINES, usePages } from './use-pages'

export function MyHolds() {
  const { api } = useShop()
  const list = usePages('holds', (cursor) => api.reservations.list.query({ limit: PAGE_LINES, ...cursor }))
  const holds = list.data?.pages.flatMap((page) => page.reservations) ?? []
  return (
    <MyList title="Holds" none="Nothing is held." list={list}>
      {holds.map((hold) => (
        <MyHold key={hold.id} hold={hold} />
      ))}
    </MyList>
  )
}
