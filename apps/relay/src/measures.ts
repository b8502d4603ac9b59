import { byName, type Metrics } from '@hourglass/telemetry'

/** Is told what the relay does; counts and returns. */
export interface Measures {
  /** Events have gone out to a consumer. */
  passed(consumer: string, events: number): void
  /** A store was away, and the consumer's events wait. */
  waited(consumer: string): void
  /** A request to a webhook has ended: `delivered`, `again` or `gone`. */
  answered(verdict: string, ms: number): void
  /** A webhook was disabled: `gone`, `failing` or `backlog`. */
  disabled(reason: string): void
}

const nothing = () => {}

/** Counts nothing. */
export const unmeasured: Measures = { passed: nothing, waited: nothing, answered: nothing, disabled: nothing }

/** The relay's counts as metrics. No webhook has a label of its own: partners make as many as they like. */
export function createMeasures(metrics: Metrics): Measures {
  const count = (name: string, help: string, label: string) => {
    const family = metrics.counters({ name, help })
    return byName((value) => family.series({ [label]: value }))
  }
  const passed = count('hourglass_relay_events_total', 'Events that went out', 'consumer')
  const waited = count('hourglass_relay_failures_total', 'Times that events had to wait for a store', 'consumer')
  const disabled = count('hourglass_relay_webhooks_disabled_total', 'Webhooks that were disabled, and why', 'reason')
  const durations = metrics.histograms({
    name: 'hourglass_relay_delivery_duration_seconds',
    help: 'Requests to webhooks, by what came of them',
  })
  const durationOf = byName((verdict) => durations.series({ verdict }))
  for (const consumer of ['stream', 'webhooks']) {
    passed(consumer)
    waited(consumer)
  }
  return {
    passed(consumer, events) {
      passed(consumer).value += events
    },
    waited(consumer) {
      waited(consumer).value++
    },
    answered: (verdict, ms) => durationOf(verdict).record(ms / 1_000),
    disabled(reason) {
      disabled(reason).value++
    },
  }
}

/** Connections of a pool, as far as the metrics ask. */
interface Pool {
  totalCount: number
  idleCount: number
  waitingCount: number
  options: { max: number }
}

/** The relay's pools, read when somebody asks; named as the server's are. */
export function showPools(metrics: Metrics, pools: Record<string, Pool>): void {
  const gauge = (name: string, help: string, of: (pool: Pool) => number) =>
    metrics.gauge({ name, help }, ['pool'], () => Object.entries(pools).map(([pool, each]) => [{ pool }, of(each)]))
  gauge('hourglass_pool_connections_max', 'Connections that a pool may open', (pool) => pool.options.max)
  gauge('hourglass_pool_connections_busy', 'Connections at work', (pool) => pool.totalCount - pool.idleCount)
  gauge('hourglass_pool_waiting', 'Requests that wait for a connection', (pool) => pool.waitingCount)
}
