import type { BacklogView } from '@hourglass/core/contract'
import type { CircuitWord, PaymentFigures } from '@hourglass/core/operations'
import type { Quantiles } from './latency.ts'

/** Requests of one kind that finished within one second. */
export interface RequestsSample {
  /** By outcome; `ok` is success. */
  outcomes: Record<string, number>
  /** In milliseconds; null when there were none. */
  latency: Quantiles | null
}

/** Commits of one kind of batch within one second. */
export interface CommitsSample {
  commits: number
  rows: number
  /** Mean commit time in milliseconds; null when there was none. */
  commit_ms: number | null
}

/** One second of this server, with its latest state of the stores. */
export interface MachineSample {
  at: string
  /** Finished HTTP requests of every kind except streams. */
  requests: number
  checkout: RequestsSample
  purchase: RequestsSample
  /** `up`: PostgreSQL answers; null while no operator watches. */
  ledger: { attempts: CommitsSample; takes: CommitsSample; waiting: number; up: boolean | null }
  gate: { up: boolean; sale_id: number | null; epoch: number | null }
  /** The last run of this server's reconciler and the number of differences it repaired; null before the first. */
  reconciler: { at: string; sales: number; repaired: number } | null
  readers: number
  /** Event loop utilization, 0 to 1. */
  busy: number
  memory_mb: number
  /** Null while no operator watches, and while PostgreSQL is unavailable. */
  backlog: BacklogView | null
  /** null: this server takes no payments. `figures`: null while no operator watches, and while PostgreSQL is unavailable. */
  payments: { provider: string; circuit: CircuitWord; figures: PaymentFigures | null } | null
}

/** The server that the samples are of. */
export interface MachineView {
  host: string
  pid: number
  started_at: string
}
