import type { BacklogView } from '@hourglass/core/contract'
import type { Quantiles } from './latency.ts'

/** Requests of one kind that ended in one second. */
export interface RequestsSample {
  /** By outcome; `ok` is the yes. */
  outcomes: Record<string, number>
  /** In milliseconds; null when there were none. */
  latency: Quantiles | null
}

/** What a kind of shared commit did in one second. */
export interface CommitsSample {
  commits: number
  rows: number
  /** Mean time of a commit, in milliseconds; null when there was none. */
  commit_ms: number | null
}

/** One second of this server, and what it last knew of the stores. */
export interface MachineSample {
  at: string
  /** HTTP requests of every kind that ended, but streams. */
  requests: number
  checkout: RequestsSample
  purchase: RequestsSample
  /** `up`: PostgreSQL answers; null until somebody watches. */
  ledger: { attempts: CommitsSample; takes: CommitsSample; waiting: number; up: boolean | null }
  gate: { up: boolean; sale_id: number | null; epoch: number | null }
  /** The last look of this server's reconciler, and how many differences it mended; null before the first. */
  reconciler: { at: string; sales: number; mended: number } | null
  readers: number
  /** Share of the second in which the event loop was busy, 0 to 1. */
  busy: number
  memory_mb: number
  /** Null until somebody watches, and while the ledger cannot be asked. */
  backlog: BacklogView | null
}

/** The server that the samples are of. */
export interface MachineView {
  host: string
  pid: number
  started_at: string
}
