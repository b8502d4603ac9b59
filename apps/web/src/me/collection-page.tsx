'use client'

import type { LineView, OrderDetailsView } from '@hourglass/core/contract'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '../data/trpc'
import { Picture } from '../item/picture'
import { ownedItems } from '../order/owned'
import { useShop } from '../shop/shop'
import { collectionWords } from '../words/collection'
import { momentWords } from '../words/time'
import { troubleWords } from '../words/trouble'
import styles from './collection.module.css'
import { PAGES } from './my-list'

/** Orders per page. Few shoppers have more, so for most of them the total is exact at once. */
const PAGE_ORDERS = 100

/** What the shopper owns, newest first. */
export function CollectionPage() {
  const { sentences } = useShop()
  const trpc = useTRPC()
  const list = useInfiniteQuery(trpc.orders.list.infiniteQueryOptions({ limit: PAGE_ORDERS }, PAGES))
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const orders = data?.pages.flatMap((page) => page.orders)
  return (
    <main className={styles.collection} id="items">
      <h1>{collectionWords.title}</h1>
      {error && <p role="alert">{troubleWords(error, sentences)}</p>}
      {!orders && !error && (
        <p role="status" className="scripted">
          Loading…
        </p>
      )}
      {orders && <Objects orders={orders} more={hasNextPage} />}
      {hasNextPage && (
        <button
          type="button"
          aria-disabled={isFetchingNextPage}
          onClick={() => isFetchingNextPage || void fetchNextPage()}
        >
          {collectionWords.more}
        </button>
      )}
    </main>
  )
}

function Objects({ orders, more }: { orders: readonly OrderDetailsView[]; more: boolean }) {
  const owned = orders.flatMap((order) => ownedItems(order).map((item) => ({ order, item })))
  const units = owned.reduce((sum, { item }) => sum + item.quantity, 0)
  if (units === 0 && !more)
    return (
      <p>
        {collectionWords.empty} <Link href="/">{collectionWords.browse}</Link>.
      </p>
    )
  return (
    <>
      <p role="status">{collectionWords.total(units, more)}</p>
      <ul>
        {owned.map(({ order, item }) => (
          <Owned key={`${order.id} ${item.id}`} {...{ order, item }} />
        ))}
      </ul>
    </>
  )
}

function Owned({ order, item }: { order: OrderDetailsView; item: LineView }) {
  const { apiOrigin } = useShop()
  const trpc = useTRPC()
  const { data: sale } = useQuery(trpc.sales.get.queryOptions({ id: order.sale_id }))
  return (
    <li data-item={item.id}>
      <Link href={`/items/${item.id}`} prefetch={false}>
        <Picture item={item} apiOrigin={apiOrigin} alt="" lazy />
        {item.quantity > 1 && `${item.quantity} × `}
        {item.name}
      </Link>
      <p>{sale?.name ?? '\u00a0'}</p>
      <p>
        <time dateTime={order.created_at}>{momentWords(order.created_at)}</time>
      </p>
      <Link href={`/orders/${order.id}`} prefetch={false}>
        {order.number}
      </Link>
    </li>
  )
}
