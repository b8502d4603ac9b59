import { performance } from 'node:perf_hooks'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { Counters, Histograms, type Named } from './family.ts'

/** From a hit in memory to the longest deadline, in seconds. 0.1, 0.2 and 0.25 are what checkout, purchase and the objective are held to. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2.5, 5, 10]

/** A series of a gauge: its labels and its value now. */
export type Reading = [labels: Record<string, string>, value: number]

/** The metrics of one process, in a registry of their own. */
export interface Metrics {
  counters(named: Named): Counters
  histograms(named: Named, bounds?: readonly number[]): Histograms
  /** Asked when somebody reads the metrics; series that are not given any more are gone. What throws gives none. */
  gauge(named: Named, labels: readonly string[], read: () => Reading[] | Promise<Reading[]>): void
  /** All of it in Prometheus' text format. */
  text(): Promise<string>
}

/** With what Node tells of itself: memory, processor, garbage collection, the event loop's lag and utilization. */
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
          // Without labels prom-client would say 0 of what is not known.
          this.remove()
        },
      })
    },
    text: () => registry.metrics(),
  }
  const utilization = {
    name: 'nodejs_eventloop_utilization_ratio',
    help: 'Share of the time since the last look in which the event loop was busy',
  }
  metrics.gauge(utilization, [], () => {
    const now = performance.eventLoopUtilization()
    const { utilization: share } = performance.eventLoopUtilization(now, last)
    last = now
    return [[{}, share]]
  })
  return metrics
}

/** Prometheus' text format, version 0.0.4. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE
