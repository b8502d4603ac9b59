import { MAIL_KINDS } from '@hourglass/core/contract'
import { byName, byNames, type Metrics } from '@hourglass/telemetry'

/** Hooks for the relay's metrics. */
export interface Measures {
  /** Events were forwarded to a consumer. */
  forwarded(consumer: string, events: number): void
  /** Forwarding to a consumer failed and will be retried. */
  failed(consumer: string): void
  /** A request to a webhook ended with `delivered`, `again` (will be retried) or `gone`. */
  answered(verdict: string, ms: number): void
  /** A webhook was disabled: `gone`, `failing` or `backlog`. */
  disabled(reason: string): void
  /** A mail was `sent`, `refused` by the mail server, or `expired`. */
  mailFinished(kind: string, status: string): void
  /** An attempt to send a mail failed and will be retried. */
  mailFailed(kind: string): void
}

const nothing = () => {}

/** Ignores everything. */
export const unmeasured: Measures = {
  forwarded: nothing,
  failed: nothing,
  answered: nothing,
  disabled: nothing,
  mailFinished: nothing,
  mailFailed: nothing,
}

/** Exports the measures as metrics. There is no label per webhook, since partners may create any number of them. */
export function createMeasures(metrics: Metrics): Measures {
  const count = (name: string, help: string, label: string) => {
    const family = metrics.counters({ name, help })
    return byName((value) => family.series({ [label]: value }))
  }
  const forwarded = count('hourglass_relay_events_total', 'Events forwarded to a consumer', 'consumer')
  const failed = count(
    'hourglass_relay_failures_total',
    'Failed attempts to forward events, which are retried',
    'consumer',
  )
  const disabled = count('hourglass_relay_webhooks_disabled_total', 'Webhooks disabled, by reason', 'reason')
  const mails = metrics.counters({ name: 'hourglass_relay_mails_total', help: 'Mails sent, refused or expired' })
  const mailsOf = byNames((kind, status) => mails.series({ kind, status }))
  const mailFailed = count(
    'hourglass_relay_mail_failures_total',
    'Failed attempts to send a mail, which are retried',
    'kind',
  )
  const durations = metrics.histograms({
    name: 'hourglass_relay_delivery_duration_seconds',
    help: 'Duration of requests to webhooks, by verdict',
  })
  const durationOf = byName((verdict) => durations.series({ verdict }))
  for (const consumer of ['stream', 'webhooks']) {
    forwarded(consumer)
    failed(consumer)
  }
  for (const kind of MAIL_KINDS) {
    mailFailed(kind)
    for (const status of ['sent', 'refused', 'expired']) mailsOf(kind, status)
  }
  return {
    forwarded(consumer, events) {
      forwarded(consumer).value += events
    },
    failed(consumer) {
      failed(consumer).value++
    },
    answered: (verdict, ms) => durationOf(verdict).record(ms / 1_000),
    disabled(reason) {
      disabled(reason).value++
    },
    mailFinished(kind, status) {
      mailsOf(kind, status).value++
    },
    mailFailed(kind) {
      mailFailed(kind).value++
    },
  }
}

/** Gauge of the oldest unsent mail, read at scrape time. All relays report the same. */
export function showOldestMail(metrics: Metrics, readSeconds: () => Promise<number>): void {
  const gauge = { name: 'hourglass_relay_oldest_mail_seconds', help: 'Age of the oldest mail that is not sent yet' }
  metrics.gauge(gauge, [], async () => [[{}, await readSeconds()]])
}

/** The members of a pool that the metrics read. */
interface Pool {
  totalCount: number
  idleCount: number
  waitingCount: number
  options: { max: number }
}

/** Gauges of the relay's connection pools, read at scrape time. The names are those of the server. */
export function showPools(metrics: Metrics, pools: Record<string, Pool>): void {
  const gauge = (name: string, help: string, of: (pool: Pool) => number) =>
    metrics.gauge({ name, help }, ['pool'], () => Object.entries(pools).map(([pool, each]) => [{ pool }, of(each)]))
  gauge('hourglass_pool_connections_max', 'Largest number of connections of a pool', (pool) => pool.options.max)
  gauge(
    'hourglass_pool_connections_busy',
    'Connections of a pool that are in use',
    (pool) => pool.totalCount - pool.idleCount,
  )
  gauge('hourglass_pool_waiting', 'Queries that wait for a connection from the pool', (pool) => pool.waitingCount)
}
