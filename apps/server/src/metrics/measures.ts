import type { BatchName } from '@hourglass/core/ledger'
import type { Measures } from '@hourglass/core/operations'
import { byName, byNames, type Metrics } from '@hourglass/telemetry'

/** Buckets for rows per batch, up to the largest batch. */
const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** Batches that the ledger has committed since the process started. */
export interface Commits {
  commits: number
  rows: number
  /** Total commit time in milliseconds. */
  ms: number
}

/** Core's measures, plus a way to read the totals of one kind of batch. */
export type ServerMeasures = Measures & { commitsOf(batch: BatchName): Commits }

/** Exports core's measures as metrics. Series are cached by their label values. */
export function createMeasures(metrics: Metrics): ServerMeasures {
  return { ...ofGate(metrics), ...ofLedger(metrics), ...ofUpkeep(metrics), ...ofProvider(metrics) }
}

function ofGate(metrics: Metrics): Pick<Measures, 'gateAnswered' | 'gateFailed' | 'gateDecided'> {
  const durations = metrics.histograms({
    name: 'hourglass_gate_call_duration_seconds',
    help: 'Duration of successful gate calls',
  })
  const failures = metrics.counters({
    name: 'hourglass_gate_failures_total',
    help: 'Gate calls that timed out or failed',
  })
  const verdicts = metrics.counters({
    name: 'hourglass_gate_verdicts_total',
    help: 'Verdicts of the gate scripts',
  })
  const durationOf = byName((call) => durations.series({ call }))
  const failureOf = byName((call) => failures.series({ call }))
  const verdictOf = byNames((call, verdict) => verdicts.series({ call, verdict }))
  // Create the series at 0, so that `increase` sees the first failure.
  failureOf('take')
  return {
    gateAnswered: (call, ms) => durationOf(call).record(ms / 1_000),
    gateFailed(call) {
      failureOf(call).value++
    },
    gateDecided(call, verdict) {
      verdictOf(call, verdict).value++
    },
  }
}

function ofLedger(
  metrics: Metrics,
): Pick<ServerMeasures, 'ledgerCommitted' | 'ledgerFailed' | 'ledgerFull' | 'ledgerDecided' | 'commitsOf'> {
  const rows = metrics.histograms({ name: 'hourglass_ledger_batch_rows', help: 'Rows per committed batch' }, ROWS)
  const waits = metrics.histograms({
    name: 'hourglass_ledger_wait_seconds',
    help: 'Longest time that a row waited for its batch to start',
  })
  const durations = metrics.histograms({
    name: 'hourglass_ledger_commit_duration_seconds',
    help: 'Duration of a batch from start to commit',
  })
  const refusals = metrics.counters({
    name: 'hourglass_ledger_refused_rows_total',
    help: 'Rows that got no verdict: the ledger was down or overloaded, or the batch failed',
  })
  const verdicts = metrics.counters({
    name: 'hourglass_ledger_takes_total',
    help: 'Takes decided by the ledger, by verdict',
  })
  const batchOf = byName((batch) => ({
    rows: rows.series({ batch }),
    wait: waits.series({ batch }),
    duration: durations.series({ batch }),
  }))
  const refusalOf = byNames((batch, why) => refusals.series({ batch, why }))
  const verdictOf = byNames((kind, verdict) => verdicts.series({ kind, verdict }))
  for (const why of ['outage', 'full', 'defect']) refusalOf('takes', why)
  return {
    ledgerCommitted(name, batch) {
      const of = batchOf(name)
      of.rows.record(batch.rows)
      of.wait.record(batch.waitMs / 1_000)
      of.duration.record(batch.ms / 1_000)
    },
    commitsOf(name) {
      const { rows, duration } = batchOf(name)
      const commits = duration.counts.reduce((sum, count) => sum + count, 0)
      return { commits, rows: rows.sum, ms: duration.sum * 1_000 }
    },
    ledgerFailed(name, why, count) {
      refusalOf(name, why).value += count
    },
    ledgerFull(name) {
      refusalOf(name, 'full').value++
    },
    ledgerDecided(kind, verdict) {
      verdictOf(kind, verdict).value++
    },
  }
}

function ofUpkeep(
  metrics: Metrics,
): Pick<Measures, 'gateRebuilt' | 'differencesFound' | 'swept' | 'expired' | 'mispaid' | 'paid'> {
  const rebuilds = metrics.histograms({
    name: 'hourglass_gate_rebuild_duration_seconds',
    help: 'Duration of gate rebuilds from the ledger, by reason',
  })
  const count = (name: string, help: string) => metrics.counters({ name, help }).series()
  const differences = count(
    'hourglass_gate_differences_total',
    'Differences between gate and ledger, confirmed by a second check and repaired by a rebuild',
  )
  const swept = metrics.counters({
    name: 'hourglass_takes_swept_total',
    help: 'Takes settled by the sweeper after their lease expired: void, or found in the ledger',
  })
  const [voided, found] = [swept.series({ became: 'void' }), swept.series({ became: 'settled' })]
  const expired = count('hourglass_holds_expired_total', 'Holds that expired')
  const mispaid = count(
    'hourglass_payments_mismatched_total',
    "Payments of another amount or currency than the order's, which go back",
  )
  const paid = metrics.counters({
    name: 'hourglass_payments_paid_total',
    help: 'Orders confirmed by a payment, found by an event of the provider or by a check because none had arrived',
  })
  const paidBy = { event: paid.series({ found_by: 'event' }), check: paid.series({ found_by: 'check' }) }
  const rebuildOf = byName((why) => rebuilds.series({ why }))
  return {
    gateRebuilt: (why, ms) => rebuildOf(why).record(ms / 1_000),
    differencesFound(by) {
      differences.value += by
    },
    swept(takes, voids) {
      voided.value += voids
      found.value += takes - voids
    },
    expired(holds) {
      expired.value += holds
    },
    mispaid() {
      mispaid.value++
    },
    paid(foundBy) {
      paidBy[foundBy].value++
    },
  }
}

const PROVIDER_CALLS = ['create', 'read', 'expire', 'capture', 'release', 'refund']

function ofProvider(metrics: Metrics): Pick<Measures, 'providerCalled'> {
  const calls = metrics.counters({
    name: 'hourglass_payment_provider_calls_total',
    help: 'Calls to the payment provider by outcome; `skipped` while its circuit is open',
  })
  const durations = metrics.histograms({
    name: 'hourglass_payment_provider_call_duration_seconds',
    help: 'Duration of successful calls to the payment provider',
  })
  const callsOf = byNames((call, outcome) => calls.series({ call, outcome }))
  const durationOf = byName((call) => durations.series({ call }))
  for (const call of PROVIDER_CALLS) {
    durationOf(call)
    for (const outcome of ['ok', 'skipped']) callsOf(call, outcome)
  }
  return {
    providerCalled(call, outcome, ms) {
      callsOf(call, outcome).value++
      if (outcome === 'ok') durationOf(call).record(ms / 1_000)
    },
  }
}
