'use client'

import type { ItemView, SaleView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../data/trpc'
import { useShop } from '../shop/shop'
import styles from './proof.module.css'

/** Items compared with the server's: one page at a random offset. */
const COMPARED = 200

type Opened = SaleView & { commitment: string; secret: string }
type Fetch = (page: { limit: number; offset: number }) => Promise<{ items: ItemView[] }>

/** Recomputes the commitment, the seed and some items from the secret, in the browser. */
export function SealCheck({ sale }: { sale: Opened }) {
  const { api } = useShop()
  const trpc = useTRPC()
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [...trpc.sales.items.pathKey(), 'seal', sale.id],
    queryFn: () => check(sale, (page) => api.sales.items.query({ id: sale.id, ...page })),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <>
      <ul className={styles.promises} aria-busy={isFetching} data-seal={data ? data.every(({ holds }) => holds) : ''}>
        {data?.map(({ words, holds }) => (
          <li key={words} data-kept={holds}>
            <strong>{holds ? 'Matches' : 'Differs'}</strong>
            <span>{words}</span>
          </li>
        ))}
      </ul>
      {!data && <p role="status">{error ? 'The items couldn’t be loaded.' : 'Checking in your browser…'}</p>}
      <p>
        <button
          type="button"
          className={styles.again}
          aria-disabled={isFetching}
          onClick={() => isFetching || refetch()}
        >
          {sale.kind === 'hourly' ? `Check another ${COMPARED} items` : 'Check again'}
        </button>
      </p>
    </>
  )
}

async function check(sale: Opened, fetchItems: Fetch): Promise<{ words: string; holds: boolean }[]> {
  const { bytesOf, commitmentOf, nameOf, priceOf, seedOf } = await import('./seal-tools')
  const secret = bytesOf(sale.secret)
  const { edition } = sale
  const source = { seed: seedOf(secret, edition), edition }
  const startsAt = new Date(sale.starts_at)
  const found = [
    {
      words: 'The secret and the commitment',
      holds: commitmentOf({ id: sale.id, startsAt, edition }, secret) === sale.commitment,
    },
    { words: 'The secret and the seed', holds: source.seed === sale.seed },
  ]
  if (sale.kind !== 'hourly') return found
  const offset = Math.floor(Math.random() * Math.max(1, sale.items_count - COMPARED))
  const { items } = await fetchItems({ limit: COMPARED, offset })
  const same = ({ id, name, price }: ItemView) => {
    const position = id - sale.first_item_id
    return name === nameOf(source, position) && price.amount === priceOf(source, position)
  }
  const [first, last] = [items[0], items.at(-1)]
  const words = `Names and prices of items ${first?.id} to ${last?.id}`
  return [...found, { words, holds: items.length > 0 && items.every(same) }]
}
