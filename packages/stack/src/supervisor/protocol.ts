/** How to start and stop a supervised process. */
export interface ChildSpec {
  /** Name for messages. */
  name: string
  command: string
  args: readonly string[]
  /** The complete environment; default the supervisor's. */
  env?: Record<string, string | undefined>
  cwd?: string
  uid?: number
  gid?: number
  /** Default SIGTERM. */
  stopSignal?: NodeJS.Signals
  /** Milliseconds between the stop signal and SIGKILL; default 10,000. */
  graceMs?: number
  /** Never drops output lines under backpressure. For commands whose whole output is needed. */
  keepsAllLines?: boolean
}

/** How a process exited: one of the two is null. Both are null if it was lost together with its supervisor. */
export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** Messages from the parent to the supervisor. A closed channel has the effect of `end`. */
export type ToSupervisor =
  | { ask: 'spawn'; id: number; spec: ChildSpec }
  | { ask: 'stop'; id: number }
  | { ask: 'removeAtEnd'; path: string }
  | { ask: 'end' }

/** Messages from the supervisor to the parent. */
export type FromSupervisor =
  | { event: 'ready' }
  | { event: 'spawned'; id: number; pid: number }
  | { event: 'refused'; id: number; reason: string }
  | { event: 'line'; id: number; line: string }
  | { event: 'exited'; id: number; exit: Exit }
  | { event: 'ended' }

export const STOP_SIGNAL: NodeJS.Signals = 'SIGTERM'
export const GRACE_MS = 10_000
