import type { RedisClient } from '../redis.ts'

/** Deadline of a gate call. When one exceeds it, the circuit breaker opens. */
export const GATE_DEADLINE_MS = 200
/** How often deadlines are checked, and how often an unavailable gate is probed. */
const WATCH_MS = 25
const PROBE_MS = 100
/** A connection that does not answer a probe within this time is replaced. */
const PROBE_DEADLINE_MS = 1_000

/** The gate is unavailable. Whether the call took effect is unknown; every script is safe to resend. */
export class GateUnavailable extends Error {
  override name = 'GateUnavailable'
}

interface Waiting {
  name: string
  since: number
  fail(error: GateUnavailable): void
}

/** Gate metrics hooks. Called on the hot path, so implementations must only count and return. Times in milliseconds. */
export interface GateWatch {
  gateAnswered(call: string, ms: number): void
  /** Deadline exceeded, or an error. */
  gateFailed(call: string, ms: number): void
  /** The status that a script returned: `taken`, `refused`, `no_epoch`, … */
  gateDecided(call: string, verdict: string): void
}

export interface Link {
  /** Runs one named command under the deadline. @throws GateUnavailable, immediately while the breaker is open */
  call<T>(name: string, send: () => Promise<T>): Promise<T>
  readonly up: boolean
  close(): void
}

/**
 * A circuit breaker for the single connection to Redis. Replies come in order, so only the oldest pending call needs checking: one
 * timer serves all calls. Any error opens the breaker, because the ledger can decide alone.
 */
export function createLink(
  redis: RedisClient,
  onChange: (up: boolean, why: string) => void,
  watching?: GateWatch,
): Link {
  const waiting = new Set<Waiting>()
  let up = redis.status === 'ready'
  let lastWatch = performance.now()
  let closed = false
  /** Why the gate is unavailable, as last reported. */
  let reported: string | undefined

  function fail(call: Waiting, why: string): void {
    if (!waiting.delete(call)) return
    watching?.gateFailed(call.name, performance.now() - call.since)
    call.fail(new GateUnavailable(why))
  }

  function open(why: string): void {
    if (up) report(why)
    up = false
    for (const call of waiting) fail(call, why)
  }

  /** Reports a reason once: while Redis is down, every attempt to connect fails with the same error. */
  function report(why: string): void {
    if (!closed && why !== reported) onChange(false, why)
    reported = why
  }

  function watch(): void {
    const now = performance.now()
    // If this process itself was stalled, replies may be waiting in the socket: check again next time.
    const late = now - lastWatch > GATE_DEADLINE_MS / 2
    lastWatch = now
    const oldest = waiting.values().next().value
    if (!late && oldest && now - oldest.since > GATE_DEADLINE_MS) open(`no reply for ${GATE_DEADLINE_MS} ms`)
  }

  let probing = false
  async function probe(): Promise<void> {
    if (up || probing || redis.status !== 'ready') return
    probing = true
    const timeout = setTimeout(() => redis.disconnect(true), PROBE_DEADLINE_MS)
    try {
      await redis.ping()
      if (!up) onChange(true, 'probe succeeded')
      up = true
      reported = undefined
    } catch (error) {
      // Redis may refuse a connection that it accepted: a password is missing, or protected mode is on.
      report((error as Error).message)
    } finally {
      clearTimeout(timeout)
      probing = false
    }
  }

  const watcher = setInterval(watch, WATCH_MS).unref()
  const prober = setInterval(probe, PROBE_MS).unref()
  redis.on('ready', probe)
  redis.on('close', () => open('connection closed'))
  redis.on('error', (error: Error) => !up && report(error.message))

  return {
    get up() {
      return up
    },
    call(name, send) {
      if (!up) return Promise.reject(new GateUnavailable('the gate is unavailable'))
      return new Promise((resolve, reject) => {
        const call: Waiting = { name, since: performance.now(), fail: reject }
        waiting.add(call)
        send().then(
          (reply) => {
            if (waiting.delete(call)) watching?.gateAnswered(name, performance.now() - call.since)
            resolve(reply)
          },
          (error: Error) => {
            // A call that already failed belongs to an earlier connection: its error says nothing about this one.
            if (!waiting.has(call)) return
            fail(call, error.message)
            open(error.message)
          },
        )
      })
    },
    close() {
      closed = true
      clearInterval(watcher)
      clearInterval(prober)
    },
  }
}
