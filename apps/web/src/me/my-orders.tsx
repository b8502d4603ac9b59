'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '../data/trpc'
import { namedLines } from '../words/lines'
import { moneyWords } from '../words/money'
import { statusWords } from '../words/order'
import { momentWords } from '../words/time'
import { MyList, PAGE_LINES, PAGES } from './my-list'

export function MyOrders() {
  const trpc = useTRPC()
  const list = useInfiniteQuery(trpc.orders.list.infiniteQueryOptions({ limit: PAGE_LINES }, PAGES))
  const orders = list.data?.pages.flatMap((page) => page.orders) ?? []
  return (
    <MyList title="Orders" none="No orders yet." list={list}>
      {orders.map((order) => (
        <li key={order.id} data-order={order.id}>
          <Link href={`/orders/${order.id}`} prefetch={false}>
            {namedLines(order.items)}
          </Link>
          <p>
            {statusWords[order.status]}, {moneyWords(order.total)},{' '}
            <time dateTime={order.created_at}>{momentWords(order.created_at)}</time>
          </p>
          <p>{order.number}</p>
        </li>
      ))}
    </MyList>
  )
}
