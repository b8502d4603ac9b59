import { median, quantile } from '../harness/numbers.ts'
import type { Round } from './measure.ts'

/** Latencies in ms. */
export interface Quantiles {
  p50: number
  p95: number
  p99: number
  p999: number
}

export interface Ratio {
  to: string
  median: number
  /** Between these is the middle half of the rounds. */
  quartiles: [number, number]
}

/** Results of all rounds of a scenario. */
export interface Series {
  name: string
  what: string
  /** Successful operations per second: median, minimum and maximum of the rounds. */
  perSecond: { median: number; least: number; most: number }
  /** Rate in relation to another scenario's, round by round; null if that was not measured. */
  ratio: Ratio | null
  closed: Quantiles
  /** Open loop at half of the closed loop's throughput; null if not measured. */
  open: (Quantiles & { perSecond: number }) | null
  /** CPU time per operation of each process, in µs. */
  cpuUs: Record<string, number>
  good: number
  failed: number
  /** Additional results, by name. */
  more: Record<string, number>
}

export function seriesOf(
  { name, what }: { name: string; what: string },
  closed: readonly Round[],
  open: readonly Round[],
  { ratio, more }: Pick<Series, 'ratio' | 'more'>,
): Series {
  const rates = ratesOf(closed)
  const good = closed.reduce((sum, round) => sum + round.good, 0)
  const cpu = closed.reduce<Record<string, number>>((sums, round) => {
    for (const [part, us] of Object.entries(round.cpuUs)) sums[part] = (sums[part] ?? 0) + us
    return sums
  }, {})
  const opened = open.reduce((sum, round) => sum + round.good, 0) / open.reduce((sum, round) => sum + round.seconds, 0)
  return {
    name,
    what,
    perSecond: { median: median(rates), least: Math.min(...rates), most: Math.max(...rates) },
    ratio,
    closed: quantilesOf(closed.flatMap((round) => round.latenciesMs)),
    open: open.length > 0 ? { ...quantilesOf(open.flatMap((round) => round.latenciesMs)), perSecond: opened } : null,
    cpuUs: Object.fromEntries(Object.entries(cpu).map(([part, us]) => [part, us / Math.max(1, good)])),
    good,
    failed: [...closed, ...open].reduce((sum, round) => sum + round.failed, 0),
    more,
  }
}

const ratesOf = (rounds: readonly Round[]): number[] => rounds.map((round) => round.good / round.seconds)

/** Compares each round with the one of the other scenario that ran just before it. */
export function ratioOf(to: string, closed: readonly Round[], other: readonly Round[]): Ratio {
  const others = ratesOf(other)
  const ratios = ratesOf(closed).map((rate, round) => rate / (others[round] ?? Number.NaN))
  const sorted = ratios.toSorted((a, b) => a - b)
  return { to, median: median(ratios), quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.75)] }
}

/** Quantiles by the nearest-rank method. */
export function quantilesOf(latenciesMs: number[]): Quantiles {
  const sorted = Float64Array.from(latenciesMs).sort()
  const at = (share: number) => quantile(sorted, share)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), p999: at(0.999) }
}
