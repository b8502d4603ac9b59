/** A process to keep: how to start it and how to stop it. */
export interface ChildSpec {
  /** A word for messages. */
  name: string
  command: string
  args: readonly string[]
  /** The whole environment; the supervisor's own when left out. */
  env?: Record<string, string | undefined>
  cwd?: string
  uid?: number
  gid?: number
  /** Asks it to stop; SIGTERM when left out. */
  stopSignal?: NodeJS.Signals
  /** Milliseconds between the stop signal and SIGKILL; 10,000 when left out. */
  graceMs?: number
  /** No output line is dropped when there are many: for a command whose output is read as a whole. */
  keepsAllLines?: boolean
}

/** How a process ended: one of the two is null. Both are when it was lost together with its supervisor. */
export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** From the parent to the supervisor. When the channel closes, the supervisor acts as if told `end`. */
export type ToSupervisor =
  | { ask: 'spawn'; id: number; spec: ChildSpec }
  | { ask: 'stop'; id: number }
  | { ask: 'removeAtEnd'; path: string }
  | { ask: 'end' }

/** From the supervisor to the parent. */
export type FromSupervisor =
  | { tell: 'ready' }
  | { tell: 'spawned'; id: number; pid: number }
  | { tell: 'refused'; id: number; reason: string }
  | { tell: 'line'; id: number; line: string }
  | { tell: 'exited'; id: number; exit: Exit }
  | { tell: 'ended' }

export const STOP_SIGNAL: NodeJS.Signals = 'SIGTERM'
export const GRACE_MS = 10_000
