import type { Server } from '../../harness/fleet.ts'
import { number, quantile } from '../../harness/numbers.ts'
import type { Finding } from '../judge/evidence.ts'
import type { PaidResult } from '../judge/payments.ts'
import type { SaleLedger } from '../judge/stored-state.ts'
import { type Call, type CallKind, isAnswered } from './calls.ts'

const EXAMPLES_MAX = 5
const NAME_CHARS = 20
const NUMBER_CHARS = 11
const PROMISE_CHARS = 62

/** One line per kind of request: count, rate, latency and outcomes. */
export function requestsTable(calls: readonly Call[], seconds: number): string {
  const kinds = Map.groupBy(calls, (call) => call.kind)
  const head = ['count', 'per second', 'p50 ms', 'p99 ms'].map((name) => name.padStart(NUMBER_CHARS)).join('')
  const lines = [...kinds].map(([kind, same]) => requestsLine(kind, same, seconds))
  return [row('', `${head}  outcomes`), ...lines.toSorted()].join('\n')
}

function requestsLine(kind: CallKind, calls: readonly Call[], seconds: number): string {
  const sorted = calls
    .filter(isAnswered)
    .map((call) => call.ms)
    .toSorted((a, b) => a - b)
  const figures = [
    number(calls.length),
    number(Math.round(calls.length / seconds)),
    latencyAt(sorted, 0.5),
    latencyAt(sorted, 0.99),
  ]
  const outcomes = [...Map.groupBy(calls, outcomeOf)].toSorted(
    ([a, m], [b, n]) => Number(b === 'ok') - Number(a === 'ok') || n.length - m.length,
  )
  const counts = outcomes.map(([outcome, same]) => `${outcome} ${number(same.length)}`).join(', ')
  return row(kind.replace('_', ' '), `${figures.map((each) => each.padStart(NUMBER_CHARS)).join('')}  ${counts}`)
}

const outcomeOf = ({ outcome, replayed }: Call): string => (replayed ? 'replayed' : outcome)

/** One line per guarantee: the number of checks that passed and failed, with examples of violations. */
export function promisesTable(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ promise, checked, broken }) => {
      const counts = `ok ${number(checked - broken.length).padStart(NUMBER_CHARS)}   broken ${number(broken.length)}`
      const line = `  ${broken.length === 0 ? '✓' : '✗'} ${promise.padEnd(PROMISE_CHARS)}${counts}`
      return [line, ...broken.slice(0, EXAMPLES_MAX).map((example) => `      ${example}`)]
    })
    .join('\n')
}

/** How long after their deadline holds expired. */
export function expiryText(ledgers: readonly SaleLedger[]): string {
  const expired = ledgers.flatMap(({ holds }) => holds.filter((hold) => hold.status === 'EXPIRED'))
  const sorted = expired.map((hold) => hold.overdueMs).toSorted((a, b) => a - b)
  const late = `p50 ${latencyAt(sorted, 0.5)} ms, p99 ${latencyAt(sorted, 0.99)} ms, max ${latencyAt(sorted, 1)} ms`
  return `${number(sorted.length)}, delay after the deadline: ${late}`
}

/** The money of the sale that takes payment, in minor units. */
export function moneyRow({ orders, units, price, captured, refunded, released }: PaidResult['money']): string {
  const gone = `${number(refunded)} refunded, ${number(released)} released`
  return row(
    'money',
    `${number(orders)} orders: ${number(captured)} captured, ${gone}, ${number(price)} for ${number(units)} units`,
  )
}

/** Peak resident memory of each server, where the system provides it. */
export function memoryRow(servers: readonly Server[]): string[] {
  const memory = servers.flatMap(({ name, residentMb, peakMb }) =>
    residentMb && peakMb ? [`${name} ${residentMb.toFixed(0)} MB (${peakMb.toFixed(0)} including startup)`] : [],
  )
  return memory.length > 0 ? [row('peak memory', memory.join(', '))] : []
}

export const row = (name: string, text: string): string => `  ${name.padEnd(NAME_CHARS)}${text}`

const latencyAt = (sorted: readonly number[], share: number): string =>
  sorted.length > 0 ? quantile(sorted, share).toFixed(1) : '0.0'
