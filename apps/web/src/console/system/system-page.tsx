'use client'

import type { MachineSample } from '@hourglass/server/console'
import dynamic from 'next/dynamic'
import { countWords } from '../../words/count'
import { Mark } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Page, Section } from '../parts/page'
import { Table } from '../parts/table'
import { ActivitySection } from './activity-section'
import { figureWords, outcomesOf, refusals, successes } from './figures'
import { StateFigures } from './state-figures'
import styles from './system-page.module.css'
import { useSamples } from './use-samples'

/** The chart library loads with this page only. */
const Chart = dynamic(() => import('./chart'), { ssr: false, loading: () => <div className={styles.place} /> })

/** The load and state of one server, per second. */
export function SystemPage() {
  const { machine, samples, isConnected } = useSamples()
  const last = samples.at(-1)
  return (
    <Page
      title="System"
      actions={<Mark standing={isConnected ? 'good' : 'warn'}>{isConnected ? 'live' : 'disconnected'}</Mark>}
      lead={
        machine && (
          <>
            Process {machine.pid} on {machine.host}, up since <Moment at={machine.started_at} />. Behind a load
            balancer, this is the server that answers you.
          </>
        )
      }
    >
      {last ? <Charts samples={samples} last={last} /> : <p role="status">Waiting for data…</p>}
      <ActivitySection />
    </Page>
  )
}

function Charts({ samples, last }: { samples: readonly MachineSample[]; last: MachineSample }) {
  const times = samples.map(({ at }) => Math.floor(Date.parse(at) / 1_000))
  const of = (value: (sample: MachineSample) => number | null) => samples.map(value)
  const common = { times, words: figureWords }
  return (
    <>
      <StateFigures sample={last} />
      <div className={styles.charts} data-seconds={samples.length}>
        <Chart
          {...common}
          title="Throughput"
          unit="per second"
          series={[
            { name: 'purchases', line: 'full', values: of(({ purchase }) => successes(purchase)) },
            { name: 'checkouts', line: 'dashed', values: of(({ checkout }) => successes(checkout)) },
            {
              name: 'refused',
              line: 'dotted',
              values: of(({ checkout, purchase }) => refusals(checkout) + refusals(purchase)),
            },
          ]}
        />
        <Chart
          {...common}
          title="Latency, p95"
          unit="milliseconds"
          series={[
            { name: 'purchase', line: 'full', values: of(({ purchase }) => purchase.latency?.p95 ?? null) },
            { name: 'checkout', line: 'dashed', values: of(({ checkout }) => checkout.latency?.p95 ?? null) },
          ]}
        />
        <Chart
          {...common}
          title="Commit time"
          unit="milliseconds"
          series={[
            { name: 'orders', line: 'full', values: of(({ ledger }) => ledger.takes.commit_ms) },
            { name: 'attempts', line: 'dashed', values: of(({ ledger }) => ledger.attempts.commit_ms) },
          ]}
        />
        <Chart
          {...common}
          title="Batch size"
          unit="rows per commit"
          series={[
            { name: 'orders', line: 'full', values: of(({ ledger }) => each(ledger.takes)) },
            { name: 'attempts', line: 'dashed', values: of(({ ledger }) => each(ledger.attempts)) },
          ]}
        />
      </div>
      <Section title="Responses" note={`in the last ${samples.length} seconds`}>
        <Outcomes samples={samples} />
      </Section>
    </>
  )
}

const each = ({ rows, commits }: MachineSample['ledger']['takes']): number | null =>
  commits > 0 ? rows / commits : null

function Outcomes({ samples }: { samples: readonly MachineSample[] }) {
  const [checkout, purchase] = [outcomesOf(samples, 'checkout'), outcomesOf(samples, 'purchase')]
  const names = [...new Set([...purchase, ...checkout].map(([outcome]) => outcome))]
  const counted = (of: [string, number][], outcome: string) => countWords(new Map(of).get(outcome) ?? 0)
  return (
    <Table
      caption="Responses by outcome"
      none="No requests yet."
      rows={names}
      keyOf={(outcome) => outcome}
      columns={[
        { name: 'Outcome', of: (outcome) => <code>{outcome}</code> },
        { name: 'Checkouts', figures: true, of: (outcome) => counted(checkout, outcome) },
        { name: 'Purchases', figures: true, of: (outcome) => counted(purchase, outcome) },
      ]}
    />
  )
}
