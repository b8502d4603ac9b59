import type { RedisClient } from '../redis.ts'

/** Longest that a call to the gate may take before the gate counts as gone. */
export const GATE_DEADLINE_MS = 200
/** How often waiting calls are looked at, and how often a lost gate is asked whether it is back. */
const WATCH_MS = 25
const PROBE_MS = 100
/** A line that does not answer a probe for this long is given up for a new one. */
const PROBE_DEADLINE_MS = 1_000

/** The gate cannot be asked now. Whether the call took effect is unknown; every script may be sent again. */
export class GateUnavailable extends Error {
  override name = 'GateUnavailable'
}

interface Waiting {
  name: string
  since: number
  fail(error: GateUnavailable): void
}

/** Is told how the gate fares; called on the hot path, so it counts and returns. Times in milliseconds. */
export interface GateWatch {
  gateAnswered(call: string, ms: number): void
  /** No answer in time, or an error. */
  gateFailed(call: string, ms: number): void
  /** What a script said of a sale: `taken`, `refused`, `no_epoch`, … */
  gateDecided(call: string, verdict: string): void
}

export interface Link {
  /** Runs one command, by its name, under the deadline. @throws GateUnavailable, at once while the breaker is open */
  call<T>(name: string, send: () => Promise<T>): Promise<T>
  readonly up: boolean
  close(): void
}

/**
 * A circuit breaker for the one connection to Redis. Replies come in order, so the oldest waiting call tells of all:
 * one watch serves every call, with no timer each. Any error opens the breaker, since the ledger can decide alone.
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

  function giveUp(call: Waiting, why: string): void {
    if (!waiting.delete(call)) return
    watching?.gateFailed(call.name, performance.now() - call.since)
    call.fail(new GateUnavailable(why))
  }

  function open(why: string): void {
    if (up && !closed) onChange(false, why)
    up = false
    for (const call of waiting) giveUp(call, why)
  }

  function watch(): void {
    const now = performance.now()
    // When this process itself was held up, the replies may be waiting unread: look again next time.
    const late = now - lastWatch > GATE_DEADLINE_MS / 2
    lastWatch = now
    const oldest = waiting.values().next().value
    if (!late && oldest && now - oldest.since > GATE_DEADLINE_MS) open(`no answer for ${GATE_DEADLINE_MS} ms`)
  }

  let probing = false
  async function probe(): Promise<void> {
    if (up || probing || redis.status !== 'ready') return
    probing = true
    const giveUp = setTimeout(() => redis.disconnect(true), PROBE_DEADLINE_MS)
    try {
      await redis.ping()
      if (!up) onChange(true, 'it answers')
      up = true
    } catch {
      // Still gone; the next probe asks again.
    } finally {
      clearTimeout(giveUp)
      probing = false
    }
  }

  const watcher = setInterval(watch, WATCH_MS).unref()
  const prober = setInterval(probe, PROBE_MS).unref()
  redis.on('ready', probe)
  redis.on('close', () => open('the connection broke'))
  redis.on('error', () => {})

  return {
    get up() {
      return up
    },
    call(name, send) {
      if (!up) return Promise.reject(new GateUnavailable('the gate is away'))
      return new Promise((resolve, reject) => {
        const call: Waiting = { name, since: performance.now(), fail: reject }
        waiting.add(call)
        send().then(
          (reply) => {
            if (waiting.delete(call)) watching?.gateAnswered(name, performance.now() - call.since)
            resolve(reply)
          },
          (error: Error) => {
            // One that was given up before belongs to a connection that is gone: it says nothing about this one.
            if (!waiting.has(call)) return
            giveUp(call, error.message)
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
