import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Mark } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Table } from '../parts/table'
import { type Inputs, type Outputs, useTRPC } from '../shell/api'
import { SaleLink, SearchLink } from './links'
import { partsOf, Results } from './results'
import styles from './results.module.css'
import { type SearchField, SearchForm, WHEN } from './search-form'

type Attempt = Outputs['attempts']['search']['attempts'][number]

/** The most common outcomes of a checkout. */
const OUTCOMES = ['ok', 'sold_out', 'sale_not_open', 'sale_paused', 'sale_closed', 'item_not_found', 'invalid_request']

const FIELDS: readonly SearchField[] = [{ member: 'outcome', name: 'Outcome', options: OUTCOMES }, ...WHEN]

export function AttemptSearch({ asked }: { asked: Record<string, string> }) {
  const trpc = useTRPC()
  const [filters, setFilters] = useState(asked as Inputs['attempts']['search'])
  const search = useInfiniteQuery(
    trpc.attempts.search.infiniteQueryOptions(filters, {
      getNextPageParam: ({ next_cursor }) => next_cursor,
      placeholderData: keepPreviousData,
    }),
  )
  const { form, results, pages } = partsOf(search)
  return (
    <>
      <SearchForm fields={FIELDS} asked={asked} {...form} onSearch={setFilters} />
      <Results {...results}>{pages && <Attempts attempts={pages.flatMap((page) => page.attempts)} />}</Results>
    </>
  )
}

function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <Table
      caption="Attempts"
      none="No attempts found."
      rows={attempts}
      keyOf={({ id }) => id}
      columns={[
        { name: 'Checkout', wide: true, of: ({ checkout_id }) => <span className={styles.id}>{checkout_id}</span> },
        { name: 'Outcome', of: ({ outcome }) => <Mark standing={outcome === 'ok' ? 'good' : 'over'}>{outcome}</Mark> },
        {
          name: 'Buyer',
          wide: true,
          of: ({ user_id }) => (user_id ? <SearchLink in="attempts" member="user_id" value={user_id} /> : '–'),
        },
        { name: 'Sale', figures: true, of: ({ sale_id }) => (sale_id ? <SaleLink id={sale_id} /> : '–') },
        { name: 'Items', wide: true, of: ({ items }) => items.map(itemWords).join(', ') || '–' },
        { name: 'Time', of: ({ at }) => <Moment at={at} /> },
      ]}
    />
  )
}

const itemWords = ({ id, quantity }: Attempt['items'][number]): string =>
  quantity > 1 ? `${quantity} × ${id}` : String(id)
