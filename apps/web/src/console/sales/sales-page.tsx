'use client'

import type { SaleView } from '@hourglass/core/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { countWords } from '../../words/count'
import { statusWords } from '../../words/sale'
import { LoadOlder } from '../parts/load-older'
import { Mark } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Page } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useTRPC } from '../shell/api'
import { useSession } from '../shell/use-session'
import { ActivitySection } from '../system/activity-section'
import styles from './sales.module.css'
import { saleStanding, soldWords, unitsOf } from './standing'

const SALES_A_PAGE = 25
const POLL_MS = 2_000

export function SalesPage() {
  const trpc = useTRPC()
  const role = useSession().data?.operator?.role
  const found = useInfiniteQuery(
    trpc.sales.list.infiniteQueryOptions(
      { limit: SALES_A_PAGE },
      { getNextPageParam: ({ next_cursor }) => next_cursor, refetchInterval: POLL_MS },
    ),
  )
  const sales = found.data?.pages.flatMap((page) => page.sales)
  return (
    <Page
      title="Sales"
      lead="Newest first. Hourly sales are created automatically; the others are yours."
      actions={
        <Link className="button" href="/console/sales/new">
          New sale
        </Link>
      }
    >
      {role === 'merchant' && <ActivitySection />}
      <Refused error={found.error} />
      {sales ? <List sales={sales} /> : !found.error && <p role="status">Loading…</p>}
      <LoadOlder list={found} />
    </Page>
  )
}

function List({ sales }: { sales: readonly SaleView[] }) {
  return (
    <Table
      caption="Sales"
      none="No sales yet."
      rows={sales}
      keyOf={({ id }) => id}
      columns={[
        { name: 'Sale', wide: true, of: (sale) => <Link href={`/console/sales/${sale.id}`}>{sale.name}</Link> },
        { name: 'Kind', of: ({ kind }) => kind },
        { name: 'Status', of: ({ status }) => <Mark standing={saleStanding[status]}>{statusWords[status]}</Mark> },
        { name: 'Starts', of: ({ starts_at }) => <Moment at={starts_at} /> },
        { name: 'Ends', of: ({ ends_at }) => <Moment at={ends_at} otherwise="when sold out" /> },
        { name: 'Limit', figures: true, of: ({ buyer_limit }) => countWords(buyer_limit) },
        { name: 'Held', figures: true, of: ({ units }) => countWords(units.held) },
        { name: 'Sold', figures: true, of: (sale) => <Sold sale={sale} /> },
      ]}
    />
  )
}

/** Sold units as a number and a bar. */
export function Sold({ sale }: { sale: SaleView }) {
  return (
    <span className={styles.sold}>
      {soldWords(sale)}
      <i style={{ '--share': sale.units.sold / Math.max(1, unitsOf(sale)) } as object} aria-hidden="true" />
    </span>
  )
}
