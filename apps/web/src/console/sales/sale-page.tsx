'use client'

import { useQuery } from '@tanstack/react-query'
import { PAGE_ITEMS } from '../../drop/page-params'
import { countWords } from '../../words/count'
import { statusWords } from '../../words/sale'
import { Figures } from '../parts/figures'
import { Mark } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Page, Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { PreviewSection } from '../preview/preview-section'
import { SearchLink } from '../search/links'
import { type Outputs, useTRPC } from '../shell/api'
import { useSession } from '../shell/use-session'
import { AddItems } from './add-items'
import { DuplicateSale } from './duplicate-sale'
import { FunnelSection } from './funnel-section'
import { GateCheck } from './gate-check'
import { MoneySection } from './money-section'
import { QueueSection } from './queue-section'
import { SaleAudit } from './sale-audit'
import { CloseSale, SaleControls } from './sale-controls'
import { SaleExports } from './sale-exports'
import { SaleItems } from './sale-items'
import styles from './sales.module.css'
import { saleStanding, unitsOf } from './standing'

const POLL_MS = 1_000

export function SalePage({ id }: { id: number }) {
  const trpc = useTRPC()
  const role = useSession().data?.operator?.role
  const { data: sale, error } = useQuery(trpc.sales.get.queryOptions({ id }, { refetchInterval: POLL_MS }))
  if (!sale) {
    return (
      <Page title={`Sale ${id}`}>
        <Refused error={error} />
        {!error && <p role="status">Loading…</p>}
      </Page>
    )
  }
  const isOver = sale.status === 'closed'
  return (
    <Page
      title={sale.name}
      actions={<Mark standing={saleStanding[sale.status]}>{statusWords[sale.status]}</Mark>}
      lead={
        <>
          Sale {sale.id}, {sale.kind === 'hourly' ? 'created automatically' : 'created by an operator'}. Starts{' '}
          <Moment at={sale.starts_at} />, ends <Moment at={sale.ends_at} otherwise="when its last unit sells" />. Up to{' '}
          {countWords(sale.buyer_limit)} units per buyer;{' '}
          {sale.guests === 'allowed' ? 'guests may buy' : 'accounts only'}.{' '}
          <a href={`/sales/${sale.id}`}>View in the shop</a>,{' '}
          <SearchLink in="orders" member="sale_id" value={String(sale.id)}>
            orders
          </SearchLink>
          ,{' '}
          <SearchLink in="attempts" member="sale_id" value={String(sale.id)}>
            attempts
          </SearchLink>
        </>
      }
    >
      <Refused error={error} />
      <Progress sale={sale} />
      <SaleControls sale={sale} />
      {sale.door !== 'open' && <QueueSection id={id} />}
      {sale.kind === 'merchant' && sale.status === 'scheduled' && <ScheduledPreview sale={sale} />}
      {sale.status !== 'scheduled' && <MoneySection id={id} />}
      <FunnelSection id={id} isOver={isOver || sale.status === 'scheduled'} />
      {sale.kind === 'merchant' && <SaleItems id={id} isOver={isOver} />}
      {sale.kind === 'merchant' && !isOver && (
        <Section title="Add items" note="possible while the sale is open and after it sells out">
          <AddItems id={id} currency={sale.currency} />
        </Section>
      )}
      <SaleAudit id={id} />
      {role !== 'merchant' && (
        <Section title="Gate">
          <GateCheck id={id} />
        </Section>
      )}
      <SaleExports id={id} />
      {sale.kind === 'merchant' && <DuplicateSale sale={sale} />}
      {!isOver && <CloseSale sale={sale} />}
    </Page>
  )
}

function Progress({ sale }: { sale: Outputs['sales']['get'] }) {
  const { units } = sale
  const all = Math.max(1, unitsOf(sale))
  return (
    <div>
      <div
        className={styles.bar}
        style={{ '--sold': units.sold / all, '--held': units.held / all } as object}
        aria-hidden="true"
      />
      <Figures
        figures={[
          { name: 'Sold', of: 'sold', value: countWords(units.sold), note: `of ${countWords(unitsOf(sale))}` },
          { name: 'Held', of: 'held', value: countWords(units.held), note: 'on hold or in progress' },
          { name: 'Left', of: 'left', value: countWords(units.available), note: 'available' },
          { name: 'Items', of: 'items', value: countWords(sale.items_count), note: `IDs from ${sale.first_item_id}` },
        ]}
      />
    </div>
  )
}

/** The first page of its items is enough to see what it will look like. */
function ScheduledPreview({ sale }: { sale: Outputs['sales']['get'] }) {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.sales.items.queryOptions({ id: sale.id, limit: PAGE_ITEMS }))
  if (!data) return null
  const { name, currency, starts_at, ends_at, buyer_limit, guests, payment, play_money } = sale
  const items = data.items
    .filter(({ withdrawn_at }) => withdrawn_at === null)
    .map(({ price, list_price, image_url, ...item }) => ({
      ...item,
      price: price.amount,
      list_price: list_price?.amount,
      // The API does not show pictures of sealed items.
      ...(sale.preview && { image_url }),
    }))
  const previewed = {
    name,
    currency,
    startsAt: starts_at,
    endsAt: ends_at,
    buyerLimit: buyer_limit,
    guests,
    money: { payment, play_money },
    items,
  }
  return <PreviewSection read={() => ({ ...previewed, shown: sale.preview })} />
}
