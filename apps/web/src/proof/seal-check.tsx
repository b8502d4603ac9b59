'use client'

import type { ItemView, SaleView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../data/trpc'
import { useShop } from '../shop/shop'
import { checkWords } from '../words/checks'
import { countWords } from '../words/count'
import { type Check, Checks } from './checks'

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
    <Checks
      name="seal"
      checks={data}
      isChecking={isFetching}
      hasFailed={error !== null}
      again={sale.kind === 'hourly' ? checkWords.others(countWords(COMPARED)) : checkWords.again}
      onAgain={refetch}
    />
  )
}

async function check(sale: Opened, fetchItems: Fetch): Promise<Check[]> {
  const { bytesOf, commitmentOf, nameOf, priceOf, seedOf } = await import('./seal-tools')
  const secret = bytesOf(sale.secret)
  const { edition } = sale
  const source = { seed: seedOf(secret, edition), edition }
  const startsAt = new Date(sale.starts_at)
  const found = [
    {
      words: checkWords.commitment,
      matches: commitmentOf({ id: sale.id, startsAt, edition }, secret) === sale.commitment,
    },
    { words: checkWords.seed, matches: source.seed === sale.seed },
  ]
  if (sale.kind !== 'hourly') return found
  const offset = Math.floor(Math.random() * Math.max(1, sale.items_count - COMPARED))
  const { items } = await fetchItems({ limit: COMPARED, offset })
  const same = ({ id, name, price }: ItemView) => {
    const position = id - sale.first_item_id
    return name === nameOf(source, position) && price.amount === priceOf(source, position)
  }
  const [first, last] = [items[0], items.at(-1)]
  const words = checkWords.items(String(first?.id), String(last?.id))
  return [...found, { words, matches: items.length > 0 && items.every(same) }]
}
