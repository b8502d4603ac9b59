import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { moneyWords } from '../../words/money'
import { returnWords } from '../../words/refund'
import { Mark, type Standing } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Table } from '../parts/table'
import { type Inputs, type Outputs, useTRPC } from '../shell/api'
import { SaleLink, SearchLink } from './links'
import { Refund } from './refund'
import { partsOf, Results } from './results'
import styles from './results.module.css'
import { type SearchField, SearchForm, WHEN } from './search-form'

type Order = Outputs['orders']['search']['orders'][number]

const FIELDS: readonly SearchField[] = [
  {
    member: 'status',
    name: 'Status',
    options: [
      'confirmed',
      'queued',
      'processing',
      'awaiting_payment',
      'failed',
      'expired',
      'partly_refunded',
      'refunded',
      'canceled',
    ],
  },
  ...WHEN,
]

const standing: Record<Order['status'], Standing> = {
  queued: 'waiting',
  processing: 'waiting',
  awaiting_payment: 'waiting',
  confirmed: 'good',
  failed: 'bad',
  expired: 'bad',
  partly_refunded: 'good',
  refunded: 'bad',
  canceled: 'bad',
}

export function OrderSearch({ asked }: { asked: Record<string, string> }) {
  const trpc = useTRPC()
  const [filters, setFilters] = useState(asked as Inputs['orders']['search'])
  const search = useInfiniteQuery(
    trpc.orders.search.infiniteQueryOptions(filters, {
      getNextPageParam: ({ next_cursor }) => next_cursor,
      placeholderData: keepPreviousData,
    }),
  )
  const { form, results, pages } = partsOf(search)
  return (
    <>
      <SearchForm fields={FIELDS} asked={asked} {...form} onSearch={setFilters} />
      <Results {...results}>{pages && <Orders orders={pages.flatMap((page) => page.orders)} />}</Results>
    </>
  )
}

function Orders({ orders }: { orders: readonly Order[] }) {
  return (
    <Table
      caption="Orders"
      none="No orders found."
      rows={orders}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Order',
          wide: true,
          of: ({ id, number }) => (
            <>
              {number} <span className={styles.id}>{id}</span>
            </>
          ),
        },
        { name: 'Status', of: ({ status }) => <Mark standing={standing[status]}>{status}</Mark> },
        { name: 'Buyer', wide: true, of: ({ user_id }) => <SearchLink in="orders" member="user_id" value={user_id} /> },
        { name: 'Sale', figures: true, of: ({ sale_id }) => <SaleLink id={sale_id} /> },
        { name: 'Items', wide: true, of: (order) => <Lines order={order} /> },
        { name: 'Total', figures: true, of: ({ total }) => moneyWords(total) },
        { name: 'Created', of: ({ created_at }) => <Moment at={created_at} /> },
        { name: 'Refund', of: (order) => <Refund order={order} /> },
      ]}
    />
  )
}

const Lines = ({ order: { items, reason, refunds } }: { order: Order }) => (
  <ul className={styles.lines}>
    {items.map(({ id, name, quantity }) => (
      <li key={id}>
        {quantity > 1 && `${quantity} × `}
        {name} (<SearchLink in="orders" member="item_id" value={String(id)} />)
      </li>
    ))}
    {reason && <li>{reason}</li>}
    {refunds.map((refund) => (
      <li key={refund.id}>{returnWords(refund)}</li>
    ))}
  </ul>
)
