import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { momentWords, signs } from '../../words/activity'
import { countWords } from '../../words/count'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { SaleLink } from '../search/links'
import { type Outputs, useTRPC } from '../shell/api'
import styles from './system-page.module.css'

/** The chart library loads with pages that have a chart only. */
const Chart = dynamic(() => import('./chart'), { ssr: false, loading: () => <div className={styles.place} /> })

const POLL_MS = 30_000
const HOUR_MS = 3_600_000

type Activity = Outputs['sales']['activity']

/** What sold in the last 24 hours. The first screen of merchants has it for their own sales. */
export function ActivitySection() {
  const trpc = useTRPC()
  const { data, error } = useQuery(trpc.sales.activity.queryOptions({}, { refetchInterval: POLL_MS }))
  return (
    <Section title="Last 24 hours" note="from the ledger, in steps of ten minutes">
      <Refused error={error} />
      {data ? <History activity={data} /> : !error && <div className={styles.place} />}
    </Section>
  )
}

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0)

function History({ activity }: { activity: Activity }) {
  const { from, bucket_ms, sold, refused, moments } = activity
  // The last value lasts until the end of its step.
  const times = Array.from({ length: sold.length + 1 }, (_, at) => (Date.parse(from) + at * bucket_ms) / 1_000)
  const withEnd = (figures: readonly number[]) => [...figures, figures.at(-1) ?? 0]
  return (
    <>
      <Chart
        title="Sales"
        unit="per ten minutes"
        times={times}
        words={countWords}
        steps
        series={[
          { name: 'units sold', line: 'full', values: withEnd(sold), says: countWords(sum(sold)) },
          { name: 'checkouts refused', line: 'dotted', values: withEnd(refused), says: countWords(sum(refused)) },
        ]}
        signs={Object.fromEntries(
          Object.entries(signs).map(([what, sign]) => [sign, momentWords[what as keyof typeof signs]]),
        )}
        markers={moments.map(({ at, what }) => ({ at: Date.parse(at) / 1_000, sign: signs[what] }))}
      />
      <details className={styles.hours}>
        <summary>As a table</summary>
        <Hours activity={activity} />
      </details>
    </>
  )
}

/** The same per hour of the clock, newest first, with links to the sales. Hours in which nothing happened are left out. */
function Hours({ activity: { from, bucket_ms, sold, refused, moments } }: { activity: Activity }) {
  const first = Math.floor(Date.parse(from) / HOUR_MS) * HOUR_MS
  const last = Date.parse(from) + (sold.length - 1) * bucket_ms
  const hours = Array.from({ length: Math.floor((last - first) / HOUR_MS) + 1 }, (_, n) => {
    const at = first + n * HOUR_MS
    const isIn = (time: number) => time >= at && time < at + HOUR_MS
    const part = (figures: readonly number[]) => sum(figures.filter((_, i) => isIn(Date.parse(from) + i * bucket_ms)))
    return {
      at,
      sold: part(sold),
      refused: part(refused),
      moments: moments.filter((moment) => isIn(Date.parse(moment.at))),
    }
  })
  const rows = hours.filter((hour) => hour.sold > 0 || hour.refused > 0 || hour.moments.length > 0).reverse()
  return (
    <Table
      caption="Sales per hour"
      none="Nothing happened in the last 24 hours."
      rows={rows}
      keyOf={({ at }) => at}
      columns={[
        { name: 'Hour from', of: ({ at }) => hourWords(at) },
        { name: 'Units sold', figures: true, of: (hour) => countWords(hour.sold) },
        { name: 'Checkouts refused', figures: true, of: (hour) => countWords(hour.refused) },
        { name: 'Sales', wide: true, of: (hour) => <Moments moments={hour.moments} /> },
      ]}
    />
  )
}

const Moments = ({ moments }: Pick<Activity, 'moments'>) =>
  moments.length === 0 ? (
    '–'
  ) : (
    <ul className={styles.moments}>
      {moments.map(({ sale_id, name, what, at }) => (
        <li key={`${sale_id} ${what}`}>
          <span>
            {name} (<SaleLink id={sale_id} />) {momentWords[what]} {hourWords(Date.parse(at))}
          </span>
        </li>
      ))}
    </ul>
  )

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
/** In the reader's time zone, as everywhere in the console. */
const hourWords = (at: number): string => clock.format(at)
