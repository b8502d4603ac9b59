import { number } from '../harness/numbers.ts'
import type { Quantiles, Series } from './series.ts'

const NAME_CHARS = 12
const CHARS = 9

/** One line per scenario. */
export function seriesTable(all: readonly Series[]): string {
  const hello = all.find((series) => series.name === 'hello')?.perSecond.median
  const names = ['per sec', 'of hello', 'p50', 'p95', 'p99', 'p99.9', 'server', 'postgres', 'redis', 'failed']
  const head = `  ${''.padEnd(NAME_CHARS)}${names.map((name) => name.padStart(CHARS)).join('')}`
  return [head, ...all.flatMap((series) => seriesLines(series, hello))].join('\n')
}

function seriesLines(
  { name, perSecond, ratio, closed, open, cpuUs, failed, more }: Series,
  hello: number | undefined,
): string[] {
  const part = (of: string) => (cpuUs[of] === undefined ? '' : `${cpuUs[of].toFixed(0)} µs`)
  const share = hello ? (perSecond.median / hello).toFixed(2) : ''
  const figures = [
    number(Math.round(perSecond.median)),
    share,
    ...quantiles(closed),
    ...['server', 'postgres', 'redis'].map(part),
    number(failed),
  ]
  const line = `  ${name.padEnd(NAME_CHARS)}${figures.map(right).join('')}`
  const rates = open && [number(Math.round(open.perSecond)), 'open', ...quantiles(open)]
  const lines = rates ? [line, `  ${''.padEnd(NAME_CHARS)}${rates.map(right).join('')}`] : [line]
  const added = Object.entries(more).map(
    ([what, value]) => `${what} ${value < 100 ? value.toFixed(1) : number(Math.round(value))}`,
  )
  if (ratio) {
    const [middle, least, most] = [ratio.median, ...ratio.quartiles].map((value) => value.toFixed(2))
    added.push(`${middle} of ${ratio.to} (half of the rounds: ${least} to ${most})`)
  }
  if (cpuUs.pgbouncer !== undefined) added.push(`pgbouncer ${part('pgbouncer')}`)
  return added.length > 0 ? [...lines, `  ${''.padEnd(NAME_CHARS)}  ${added.join(', ')}`] : lines
}

const right = (text: string): string => text.padStart(CHARS)
const quantiles = ({ p50, p95, p99, p999 }: Quantiles): string[] => [p50, p95, p99, p999].map((ms) => ms.toFixed(1))

/** Explanation below the table. */
export const LEGEND = `  per sec: operations per second, median of the rounds. Latencies in ms, the second line at half that rate from an open loop (no coordinated omission).
  CPU for one operation.`

export const countsText = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(', ')
