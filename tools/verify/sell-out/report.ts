import type { Server } from '../../harness/fleet.ts'
import type { Sender } from '../../harness/sender.ts'
import type { LedgerBooks } from './books.ts'
import { type Figures, RATIO_AIM, type Series } from './figures.ts'
import { type Entry, isAnswered } from './journal.ts'
import { number, type Verdict } from './verdict.ts'

const NAME_CHARS = 20

export interface SellOut {
  journal: readonly Entry[]
  ledger: LedgerBooks
  servers: readonly Server[]
  seconds: number
  sender: Pick<Sender, 'gaveUp' | 'walkedAway'>
  /** What was killed, and how often. */
  kills: { server: number; redis: number }
}

/** The ratio, in four lines. */
export function figuresTable({ livez, checkout, ratio }: Figures): string {
  const reached = `${ratio >= RATIO_AIM ? 'reached' : 'not reached'}: the aim is ${RATIO_AIM.toFixed(2)}`
  return [
    row('/livez', seriesText(livez)),
    row('durable checkout', seriesText(checkout)),
    row('ratio', `${ratio.toFixed(2)}  ${reached}`),
  ].join('\n')
}

function seriesText({ median, rates, cpu }: Series): string {
  const range = `${number(Math.round(Math.min(...rates)))} to ${number(Math.round(Math.max(...rates)))}`
  const used = Object.entries(cpu).map(([part, us]) => `${part} ${us.toFixed(0)}`)
  const cost = used.length > 0 ? `  µs of CPU each: ${used.join(', ')}` : ''
  return `${number(Math.round(median)).padStart(6)} a second  (${range})${cost}`
}

/** The sell-out in a short table. */
export function sellOutTable(run: SellOut): string {
  const crowd = run.journal.filter((entry) => entry.phase === 'crowd')
  const lost = crowd.filter((entry) => !isAnswered(entry))
  const { server, redis } = run.kills
  const rows = [
    row('sold', number(run.ledger.lines.length)),
    row('checkouts answered', outcomes(crowd.filter((entry) => entry.op === 'checkout'))),
    row('purchases answered', outcomes(crowd.filter((entry) => entry.op === 'purchase'))),
    row('attempts stored', number(run.ledger.attempts.length)),
    row('time', `${run.seconds.toFixed(1)} s`),
    row('requests a second', number(Math.round(crowd.length / run.seconds))),
    row('checkout', latencies(crowd, 'checkout')),
    row('purchase', latencies(crowd, 'purchase')),
  ]
  rows.push(...memoryRow(run.servers))
  if (server + redis > 0) rows.push(row('killed', `servers ${server} times, Redis ${redis} times`))
  if (lost.length > 0) {
    const voids = run.ledger.orders.filter((order) => order.status === 'void').length
    const causes = [...tally(lost.map((entry) => entry.outcome))].map(
      ([outcome, times]) => `${outcome} ${number(times)}`,
    )
    rows.push(
      row(
        'without an answer',
        `${causes.join(', ')}; given up ${number(run.sender.gaveUp + run.sender.walkedAway)}; takes voided ${number(voids)}`,
      ),
    )
  }
  return rows.join('\n')
}

/** The most that each server had resident, where that can be read. */
export function memoryRow(servers: readonly Server[]): string[] {
  const memory = servers.flatMap(({ name, residentMb, peakMb }) =>
    residentMb && peakMb ? [`${name} ${residentMb.toFixed(0)} MB (${peakMb.toFixed(0)} with its start)`] : [],
  )
  return memory.length > 0 ? [row('resident at most', memory.join(', '))] : []
}

/** One line for each promise, with examples under a broken one. */
export function verdictLines(verdicts: readonly Verdict[]): string {
  return verdicts
    .flatMap(({ ok, finding, examples }) => [
      `  ${ok ? '✓' : '✗'} ${finding}`,
      ...(ok ? [] : examples.map((example) => `      ${example}`)),
    ])
    .join('\n')
}

export const row = (name: string, text: string): string => `  ${name.padEnd(NAME_CHARS)}${text}`

function outcomes(entries: readonly Entry[]): string {
  const times = tally(entries.filter(isAnswered).map((entry) => entry.outcome))
  const sorted = [...times].toSorted(([a, m], [b, n]) => Number(b === 'ok') - Number(a === 'ok') || n - m)
  return sorted.map(([outcome, count]) => `${outcome} ${number(count)}`).join(', ')
}

function tally(words: readonly string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1)
  return times
}

function latencies(entries: readonly Entry[], op: Entry['op']): string {
  const sorted = entries.filter((entry) => entry.op === op && isAnswered(entry)).map((entry) => entry.ms)
  sorted.sort((a, b) => a - b)
  return `p50 ${latencyAt(sorted, 0.5)} ms, p95 ${latencyAt(sorted, 0.95)} ms, p99 ${latencyAt(sorted, 0.99)} ms`
}

/** A quantile of what is sorted. */
export const latencyAt = (sorted: readonly number[], share: number): string =>
  (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1)
