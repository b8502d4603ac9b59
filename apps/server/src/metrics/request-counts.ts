import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { byName, type Histogram, type Histograms, type Metrics } from '@hourglass/telemetry'
import { Latency, type Quantiles } from '../system/latency.ts'

/** A request without an answer: `aborted` when the client disconnected while it was processed, `incomplete` when it never arrived in full. */
export type Unanswered = 'aborted' | 'incomplete'

/** Routes that the console's system page shows separately. */
const BUYING = {
  checkout: ['/checkout', '/trpc/checkout'],
  purchase: ['/purchase', '/trpc/purchase'],
} as const
export type Buying = keyof typeof BUYING

/** Request counts of one route. */
export interface RouteCounts {
  /** @param seconds from receipt of the headers to the end of the request */
  record(outcome: string, seconds: number): void
}

/** Counts every finished request once, for the metrics (totals) and for the system page (per second). */
export interface RequestCounts {
  /** Counts of a route; callers keep the result. */
  of(method: string, route: string): RouteCounts
  /** Counts a request that matches no route. */
  noRoute(outcome: string): void
  /** All requests since the last call. */
  drain(): number
  /** Requests of one kind since the last call, by outcome, with latency in milliseconds. */
  drainOf(kind: Buying): { outcomes: Record<string, number>; latency: Quantiles | null }
}

export function createRequestCounts(metrics: Metrics): RequestCounts {
  const durations = metrics.histograms({
    name: 'hourglass_http_request_duration_seconds',
    help: 'Duration of requests from the headers to the end of the response, or until the client disconnected',
  })
  const kinds = { checkout: new Kind(), purchase: new Kind() }
  const kindOf = (route: string) =>
    (Object.keys(BUYING) as Buying[]).find((kind) => (BUYING[kind] as readonly string[]).includes(route))
  let ended = 0
  const countsOf = byName((method) =>
    byName((route): RouteCounts => {
      const kind = kindOf(route)
      const series = seriesOf(durations, { method, route }, kind && kinds[kind])
      const latency = kind && kinds[kind].latency
      return {
        record(outcome, seconds) {
          ended++
          series(outcome).record(seconds)
          latency?.record(seconds * 1_000)
        },
      }
    }),
  )
  const of = (method: string, route: string) => countsOf(method)(route)
  return {
    of,
    noRoute: (outcome) => of('any', 'none').record(outcome, 0),
    drain() {
      const before = ended
      ended = 0
      return before
    },
    drainOf: (kind) => kinds[kind].drain(),
  }
}

/** Finds or creates the series of a route and outcome. */
const seriesOf = (durations: Histograms, labels: { method: string; route: string }, kind: Kind | undefined) =>
  byName((outcome) => {
    const histogram = durations.series({ ...labels, outcome, result: resultOf(outcome) })
    kind?.series.push({ outcome, histogram, drained: 0 })
    return histogram
  })

class Kind {
  readonly latency = new Latency()
  readonly series: { outcome: string; histogram: Histogram; drained: number }[] = []

  drain() {
    const outcomes: Record<string, number> = {}
    for (const one of this.series) {
      const count = one.histogram.counts.reduce((sum, bucket) => sum + bucket, 0)
      if (count > one.drained) outcomes[one.outcome] = (outcomes[one.outcome] ?? 0) + count - one.drained
      one.drained = count
    }
    return { outcomes, latency: this.latency.drain() }
  }
}

const results: Record<string, 'ok' | 'left'> = { ok: 'ok', aborted: 'left', incomplete: 'left' }

/** The `result` label. `failed` covers all 5xx: what counts against the error budget. */
function resultOf(outcome: string): 'ok' | 'refused' | 'failed' | 'left' {
  const known = results[outcome]
  if (known) return known
  const status = refusals[outcome as RefusalCode]?.status ?? Number(outcome.replace('http_', ''))
  return status < 500 ? 'refused' : 'failed'
}
