'use client'

import type { SaleView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../data/trpc'
import { countWords } from '../words/count'
import { drawWords } from '../words/draw'
import { DrawCheck } from './draw-check'
import styles from './proof.module.css'

/** Until the sale is open, its secret and the draw are not known. */
const POLL_MS = 2_000

/** The draw of a sale's waiting room, and how to verify it. Shown as soon as both are known, without a reload. */
export function Draw({ sale: given }: { sale: SaleView }) {
  const trpc = useTRPC()
  const { data: sale = given } = useQuery(
    trpc.sales.get.queryOptions(
      { id: given.id },
      {
        enabled: given.commitment !== null && given.secret === null,
        refetchInterval: ({ state: { data } }) => (data?.secret ? false : POLL_MS),
      },
    ),
  )
  const { data: queue } = useQuery(
    trpc.queue.get.queryOptions(
      { id: given.id },
      { retry: false, refetchInterval: ({ state: { data } }) => data?.drawn === null && POLL_MS },
    ),
  )
  if (!queue) return null
  const { drawn, key } = queue
  return (
    <section aria-labelledby="draw">
      <h2 id="draw">The draw</h2>
      {drawn === null || key === null || sale.secret === null ? (
        <p>{drawWords.pending}</p>
      ) : (
        <>
          <p>{drawWords.about(countWords(drawn))}</p>
          <DrawCheck sale={{ ...sale, secret: sale.secret }} queue={{ ...queue, drawn, key }} />
          <p>{drawWords.terminal}</p>
          <pre className={styles.command}>{`npx pnpm hourglass queue verify ${sale.id}`}</pre>
        </>
      )}
    </section>
  )
}
