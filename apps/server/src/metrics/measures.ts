import type { BatchName } from '@hourglass/core/ledger'
import type { Measures } from '@hourglass/core/operations'
import { byName, byNames, type Metrics } from '@hourglass/telemetry'

/** Rows of a shared commit, up to what it may have. */
const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** Batches that the ledger has committed since the process began. */
export interface Commits {
  commits: number
  rows: number
  /** Together, in milliseconds. */
  ms: number
}

/** Core's measures, and what was counted of one kind of batch. */
export type ServerMeasures = Measures & { commitsOf(batch: BatchName): Commits }

/** What core tells, as metrics. Each series is looked up by one or two names and counted in place. */
export function createMeasures(metrics: Metrics): ServerMeasures {
  return { ...ofGate(metrics), ...ofLedger(metrics), ...ofUpkeep(metrics) }
}

function ofGate(metrics: Metrics): Pick<Measures, 'gateAnswered' | 'gateFailed' | 'gateDecided'> {
  const durations = metrics.histograms({
    name: 'hourglass_gate_call_duration_seconds',
    help: 'Calls of the gate that were answered',
  })
  const failures = metrics.counters({
    name: 'hourglass_gate_failures_total',
    help: 'Calls of the gate that got no answer in time, or an error',
  })
  const verdicts = metrics.counters({
    name: 'hourglass_gate_verdicts_total',
    help: 'What the scripts of the gate said',
  })
  const durationOf = byName((call) => durations.series({ call }))
  const failureOf = byName((call) => failures.series({ call }))
  const verdictOf = byNames((call, verdict) => verdicts.series({ call, verdict }))
  // There from the start, so that the first failure is a rise.
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
  const rows = metrics.histograms({ name: 'hourglass_ledger_batch_rows', help: 'Rows of one batch' }, ROWS)
  const waits = metrics.histograms({
    name: 'hourglass_ledger_wait_seconds',
    help: 'Longest that a row of a batch waited for it to begin',
  })
  const durations = metrics.histograms({
    name: 'hourglass_ledger_commit_duration_seconds',
    help: 'From the beginning of a batch to its commit',
  })
  const refusals = metrics.counters({
    name: 'hourglass_ledger_refused_rows_total',
    help: 'Rows that got no verdict: the ledger was away or full, or the batch was spoilt',
  })
  const verdicts = metrics.counters({ name: 'hourglass_ledger_takes_total', help: 'What became of takes' })
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

function ofUpkeep(metrics: Metrics): Pick<Measures, 'gateRebuilt' | 'disagreed' | 'swept' | 'expired'> {
  const rebuilds = metrics.histograms({
    name: 'hourglass_gate_rebuild_duration_seconds',
    help: 'Gates built from the ledger, and why',
  })
  const count = (name: string, help: string) => metrics.counters({ name, help }).series()
  const differences = count(
    'hourglass_gate_differences_total',
    'What gate and ledger told differently, twice running; mended by a rebuild',
  )
  const swept = metrics.counters({
    name: 'hourglass_takes_swept_total',
    help: 'Takes whose lease ran out: void, or found in the ledger',
  })
  const [voided, found] = [swept.series({ became: 'void' }), swept.series({ became: 'settled' })]
  const expired = count('hourglass_holds_expired_total', 'Holds that have ended by themselves')
  const rebuildOf = byName((why) => rebuilds.series({ why }))
  return {
    gateRebuilt: (why, ms) => rebuildOf(why).record(ms / 1_000),
    disagreed(by) {
      differences.value += by
    },
    swept(takes, voids) {
      voided.value += voids
      found.value += takes - voids
    },
    expired(holds) {
      expired.value += holds
    },
  }
}
