'use client'

import Link from 'next/link'
import { useShop } from '../shop/shop'
import { namedLines } from '../words/lines'
import { moneyWords } from '../words/money'
import { statusWords } from '../words/order'
import { momentWords } from '../words/time'
import { MyList } from './my-list'
import { PAGE_LINES, usePages } from './use-pages'

export function MyOrders() {
  const { api } = useShop()
  const list = usePages('orders', (cursor) => api.orders.list.query({ limit: PAGE_LINES, ...cursor }))
  const orders = list.data?.pages.flatMap((page) => page.orders) ?? []
  return (
    <MyList title="Orders" none="Nothing is ordered yet." list={list}>
      {orders.map((order) => (
        <li key={order.id} data-order={order.id}>
          <Link href={`/orders/${order.id}`} prefetch={false}>
            {namedLines(order.items)}
          </Link>
          <p>
            {statusWords[order.status]}, {moneyWords(order.total)},{' '}
            <time dateTime={order.created_at}>{momentWords(order.created_at)}</time>
          </p>
        </li>
      ))}
    </MyList>
  )
}
