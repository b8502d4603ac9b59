import type { QueueView, SaleView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Api } from '../data/client'
import { useTRPC } from '../data/trpc'
import { useShop } from '../shop/shop'
import { checkWords } from '../words/checks'
import { countWords } from '../words/count'
import { drawWords } from '../words/draw'
import { type Check, Checks } from './checks'
import styles from './proof.module.css'
import { bytesOf } from './seal-tools'

interface Given {
  sale: Pick<SaleView, 'id'> & { secret: string }
  queue: Pick<QueueView, 'digest'> & { drawn: number; key: string }
}

/** More would take this page minutes; the command line has no limit. */
const ENTRIES_MAX = 200_000

/** Recomputes the draw in the browser: log, digest, key and every position, and shows the shopper's own. */
export function DrawCheck({ sale, queue }: Given) {
  const { api } = useShop()
  const trpc = useTRPC()
  const [done, setDone] = useState(0)
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [...trpc.queue.pathKey(), 'draw', sale.id],
    queryFn: () => check(api, { sale, queue }, setDone),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: queue.drawn <= ENTRIES_MAX,
    retry: false,
  })
  const { data: place } = useQuery(trpc.queue.place.queryOptions({ id: sale.id }))
  if (queue.drawn > ENTRIES_MAX) return null
  return (
    <Checks
      name="draw"
      checks={data}
      isChecking={isFetching}
      hasFailed={error !== null}
      again={checkWords.again}
      onAgain={refetch}
    >
      {isFetching && <progress className={styles.progress} max={1} value={done} aria-label={checkWords.checking} />}
      {data && place?.position && <p>{drawWords.own(countWords(place.seq), countWords(place.position))}</p>}
    </Checks>
  )
}

async function check(api: Api, { sale, queue }: Given, onProgress: (done: number) => void): Promise<Check[]> {
  const { checkDraw } = await import('./draw-tools')
  const entries: string[] = []
  for (let cursor: number | null = 0; cursor !== null && entries.length < queue.drawn; ) {
    const page = await api.queue.log.query({ id: sale.id, ...(cursor > 0 && { cursor }) })
    for (const entry of page.entries) entries.push(entry)
    cursor = page.next_cursor
  }
  const published = { saleId: sale.id, secret: bytesOf(sale.secret), ...queue }
  const found = await checkDraw(published, entries, onProgress)
  return (['log', 'digest', 'key', 'positions'] as const).map((part) => ({
    words: drawWords[part],
    matches: found[part],
  }))
}
