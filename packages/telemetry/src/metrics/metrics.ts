import { performance } from 'node:perf_hooks'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { Counters, Histograms, type Named } from './family.ts'

/** Buckets in seconds, from a memory hit to the longest deadline. 0.1, 0.2 and 0.25 are the targets of checkout, purchase and the SLO. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2.5, 5, 10]

/** The labels and current value of a gauge series. */
export type Reading = [labels: Record<string, string>, value: number]

/** The metrics of one process, in their own registry. */
export interface Metrics {
  counters(named: Named): Counters
  histograms(named: Named, bounds?: readonly number[]): Histograms
  /** `read` runs on each scrape. Series that it no longer returns disappear; if it throws, the gauge has none. */
  gauge(named: Named, labels: readonly string[], read: () => Reading[] | Promise<Reading[]>): void
  /** All metrics in the Prometheus text format. */
  text(): Promise<string>
}

/** Includes Node's default metrics: memory, CPU, garbage collection, event loop lag and utilization. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  let last = performance.eventLoopUtilization()
  const metrics: Metrics = {
    counters: (named) => new Counters(registry, named),
    histograms: (named, bounds = SECONDS) => new Histograms(registry, named, bounds),
    gauge({ name, help }, labels, read) {
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        async collect() {
          const readings = await Promise.resolve()
            .then(read)
            .catch(() => [])
          this.reset()
          for (const [of, value] of readings) this.set(of, value)
          if (labels.length > 0 || readings.length > 0) return
          // Without labels, prom-client would export 0 for an unknown value.
          this.remove()
        },
      })
    },
    text: () => registry.metrics(),
  }
  const utilization = {
    name: 'nodejs_eventloop_utilization_ratio',
    help: 'Event loop utilization since the last scrape',
  }
  metrics.gauge(utilization, [], () => {
    const now = performance.eventLoopUtilization()
    const { utilization: share } = performance.eventLoopUtilization(now, last)
    last = now
    return [[{}, share]]
  })
  return metrics
}

/** Content type of the Prometheus text format, version 0.0.4. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE
