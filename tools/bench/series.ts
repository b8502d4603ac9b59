import { median, quantile } from '../harness/numbers.ts'
import type { Round } from './measure.ts'

/** Latencies in ms. */
export interface Quantiles {
  p50: number
  p95: number
  p99: number
  p999: number
}

/** All rounds of one scenario. */
export interface Series {
  name: string
  what: string
  /** Good operations a second: the median of the rounds, the least and the most. */
  perSecond: { median: number; least: number; most: number }
  closed: Quantiles
  /** At half of what the closed loop came to; null where it was not measured. */
  open: (Quantiles & { perSecond: number }) | null
  /** CPU of each process for one operation, in µs. */
  cpuUs: Record<string, number>
  good: number
  failed: number
  /** What the scenario has to add, by name. */
  more: Record<string, number>
}

export function seriesOf(
  { name, what }: { name: string; what: string },
  closed: readonly Round[],
  open: readonly Round[],
  more: Record<string, number>,
): Series {
  const rates = closed.map((round) => round.good / round.seconds)
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
    closed: quantilesOf(closed.flatMap((round) => round.latenciesMs)),
    open: open.length > 0 ? { ...quantilesOf(open.flatMap((round) => round.latenciesMs)), perSecond: opened } : null,
    cpuUs: Object.fromEntries(Object.entries(cpu).map(([part, us]) => [part, us / Math.max(1, good)])),
    good,
    failed: [...closed, ...open].reduce((sum, round) => sum + round.failed, 0),
    more,
  }
}

/** The least value that so many of all do not exceed (nearest rank). */
export function quantilesOf(latenciesMs: number[]): Quantiles {
  const sorted = Float64Array.from(latenciesMs).sort()
  const at = (share: number) => quantile(sorted, share)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), p999: at(0.999) }
}
