'use client'

import type { PaceView, SaleView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../data/trpc'
import { paceWords } from '../words/pace'
import { useLocale } from '../words/use-locale'
import styles from './pace.module.css'

const POLL_MS = 5_000
const [WIDTH, HEIGHT, GAP] = [150, 36, 2]

/** Sales per minute by the ledger's times: a bar chart and a sentence. */
export function Pace({ sale, given }: { sale: SaleView; given: PaceView }) {
  useLocale()
  const trpc = useTRPC()
  const { data: pace } = useQuery(
    trpc.sales.pace.queryOptions(
      { id: sale.id },
      { initialData: given, staleTime: POLL_MS, refetchInterval: sale.status === 'open' && POLL_MS },
    ),
  )
  if (sale.status !== 'open') return null
  const most = Math.max(1, ...pace.minutes)
  const step = WIDTH / pace.minutes.length
  const bars = pace.minutes.map((units, minute) => {
    const height = units === 0 ? 1 : Math.max(2, (units / most) * HEIGHT)
    return `M${minute * step} ${HEIGHT}v${-height}h${step - GAP}v${height}z`
  })
  return (
    <div className={styles.pace}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <path d={bars.join('')} />
      </svg>
      <p>{paceWords(pace.minutes)}</p>
    </div>
  )
}
