import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { kindWords, nothingFoundWords } from '../../words/find'
import { Moment } from '../parts/moment'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { type Outputs, useTRPC } from '../shell/api'
import { useConsole } from '../shell/console'
import { SaleLink, SearchLink } from './links'
import styles from './results.module.css'

type Found = Outputs['find']['found'][number]

/** No id is longer, and a longer address might not reach the server. */
const ID_CHARS_MAX = 300

/** Everything with the id. If it is one thing that has a page of its own, that page opens instead. */
export function Found({ id }: { id: string }) {
  const trpc = useTRPC()
  const router = useRouter()
  const isId = id.length <= ID_CHARS_MAX
  const { data, error } = useQuery(trpc.find.queryOptions({ id }, { enabled: isId }))
  const found = isId ? data?.found : []
  const [first, second] = found ?? []
  const page = first && !second ? pageOf(first) : null
  useEffect(() => {
    if (page) router.replace(page)
  }, [page, router])
  if (!found || page) return error ? <Refused error={error} /> : <p role="status">Searching…</p>
  if (found.length === 0) return <p role="status">{nothingFoundWords(id)}</p>
  return (
    <div className={styles.results}>
      <p role="status" className="unseen">
        {found.length} found
      </p>
      <Table
        caption="Found"
        none=""
        rows={found.map((one, n) => ({ ...one, key: `${one.kind} ${n}` }))}
        keyOf={({ key }) => key}
        columns={[
          { name: 'Kind', of: ({ kind }) => kindWords[kind] },
          { name: 'Name', wide: true, of: (one) => <Name one={one} /> },
          { name: 'Status', of: ({ status }) => status ?? '–' },
          { name: 'Sale', figures: true, of: ({ sale_id }) => (sale_id === null ? '–' : <SaleLink id={sale_id} />) },
          {
            name: 'Buyer',
            wide: true,
            of: ({ user_id }) => (user_id ? <SearchLink in="orders" member="user_id" value={user_id} /> : '–'),
          },
          { name: 'Items', wide: true, of: ({ item_ids }) => <Items ids={item_ids} /> },
          { name: 'Time', of: ({ at }) => <Moment at={at} otherwise="–" /> },
        ]}
      />
    </div>
  )
}

function pageOf({ kind, id }: Found): string | null {
  if (kind === 'sale') return `/console/sales/${id}`
  return kind === 'webhook' ? `/console/webhooks/${id}` : null
}

function Name({ one }: { one: Found }) {
  const { apiOrigin } = useConsole()
  const { kind, id, name, user_id } = one
  const page = kind === 'key' ? '/console/keys' : pageOf(one)
  const label = name ?? id
  return (
    <span>
      {kind === 'picture' ? (
        <a href={apiOrigin + label}>Open the picture</a>
      ) : page ? (
        <Link href={page} prefetch={false}>
          {label}
        </Link>
      ) : kind === 'order' ? (
        <SearchLink in="orders" member="order_id" value={id}>
          {label}
        </SearchLink>
      ) : kind === 'buyer' ? (
        <SearchLink in="attempts" member="user_id" value={user_id ?? id}>
          Attempts in the newest sale
        </SearchLink>
      ) : (
        label
      )}{' '}
      {label !== id && <span className={styles.id}>{id}</span>}
    </span>
  )
}

const Items = ({ ids }: { ids: readonly number[] }) => (
  <span>
    {ids.length === 0 && '–'}
    {ids.map((id, n) => (
      <span key={id}>
        {n > 0 && ', '}
        <SearchLink in="orders" member="item_id" value={String(id)} />
      </span>
    ))}
  </span>
)
