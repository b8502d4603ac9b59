import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { byName, type Histogram, type Histograms, type Metrics } from '@hourglass/telemetry'
import { Latency, type Quantiles } from '../system/latency.ts'

/** A request that ended before its answer: the caller left while we worked, or had not sent all of it. */
export type Unanswered = 'aborted' | 'incomplete'

/** The routes of what the console's system page shows separately. */
const BUYING = {
  checkout: ['/checkout', '/trpc/checkout'],
  purchase: ['/purchase', '/trpc/purchase'],
} as const
export type Buying = keyof typeof BUYING

/** One route's requests. */
export interface RouteCounts {
  /** @param seconds from the request's head to its end */
  note(outcome: string, seconds: number): void
}

/** All requests of this server that have ended, counted once: metrics have them all, the system page those of each second. */
export interface RequestCounts {
  /** Found once for a route, and then counted in place. */
  of(method: string, route: string): RouteCounts
  /** What was no request that a route could be found for. */
  noRoute(outcome: string): void
  /** Since the last call, of every kind. */
  drain(): number
  /** Since the last call, by outcome, with their times in milliseconds. */
  drainOf(kind: Buying): { outcomes: Record<string, number>; latency: Quantiles | null }
}

export function createRequestCounts(metrics: Metrics): RequestCounts {
  const durations = metrics.histograms({
    name: 'hourglass_http_request_duration_seconds',
    help: 'Requests from their head to the end of the answer, or until the caller left',
  })
  const kinds = { checkout: new Kind(), purchase: new Kind() }
  const kindOf = (route: string) =>
    (Object.keys(BUYING) as Buying[]).find((kind) => (BUYING[kind] as readonly string[]).includes(route))
  let ended = 0
  const made = byName((method) =>
    byName((route): RouteCounts => {
      const kind = kindOf(route)
      const series = seriesOf(durations, { method, route }, kind && kinds[kind])
      const latency = kind && kinds[kind].latency
      return {
        note(outcome, seconds) {
          ended++
          series(outcome).record(seconds)
          latency?.note(seconds * 1_000)
        },
      }
    }),
  )
  const of = (method: string, route: string) => made(method)(route)
  return {
    of,
    noRoute: (outcome) => of('any', 'none').note(outcome, 0),
    drain() {
      const before = ended
      ended = 0
      return before
    },
    drainOf: (kind) => kinds[kind].drain(),
  }
}

/** A series for each outcome of a route. */
const seriesOf = (durations: Histograms, labels: { method: string; route: string }, kind: Kind | undefined) =>
  byName((outcome) => {
    const sizes = durations.series({ ...labels, outcome, result: resultOf(outcome) })
    kind?.series.push({ outcome, sizes, told: 0 })
    return sizes
  })

class Kind {
  readonly latency = new Latency()
  readonly series: { outcome: string; sizes: Histogram; told: number }[] = []

  drain() {
    const outcomes: Record<string, number> = {}
    for (const one of this.series) {
      const count = one.sizes.counts.reduce((sum, some) => sum + some, 0)
      if (count > one.told) outcomes[one.outcome] = (outcomes[one.outcome] ?? 0) + count - one.told
      one.told = count
    }
    return { outcomes, latency: this.latency.drain() }
  }
}

const results: Record<string, 'ok' | 'left'> = { ok: 'ok', aborted: 'left', incomplete: 'left' }

/** `failed` is what the service owes: everything of 5xx. */
function resultOf(outcome: string): 'ok' | 'refused' | 'failed' | 'left' {
  const known = results[outcome]
  if (known) return known
  const status = refusals[outcome as RefusalCode]?.status ?? Number(outcome.replace('http_', ''))
  return status < 500 ? 'refused' : 'failed'
}
