import { setTimeout as delay } from 'node:timers/promises'
import type { OutboxEvent } from '@hourglass/core/contract'
import type { Log } from '../log.ts'
import type { Measures } from '../measures.ts'
import { type Cursor, LeaseLost } from './cursor.ts'

export interface FollowOptions {
  cursor: Cursor
  name: string
  pollMs: number
  signal: AbortSignal
  log: Log
  measures: Measures
  /** Forwards events and advances the cursor. If it throws, the same events are read again under a new term. */
  forward(events: OutboxEvent[], term: string): Promise<void>
}

/** Forwards all events in order until the signal. While a store is unavailable it retries every `pollMs`. */
export async function follow(options: FollowOptions): Promise<void> {
  const { cursor, name, pollMs, signal, log, measures, forward } = options
  let failing = false
  while (!signal.aborted) {
    try {
      const { events, term } = await cursor.next()
      if (events.length > 0) await forward(events, term)
      measures.forwarded(name, events.length)
      if (failing) log.info({ consumer: name }, 'forwarding events again')
      failing = false
      if (events.length > 0) continue
    } catch (error) {
      cursor.forget()
      measures.failed(name)
      if (!failing && !(error instanceof LeaseLost))
        log.warn({ consumer: name, error: String(error) }, 'cannot forward events, will retry')
      failing = true
    }
    await delay(pollMs, undefined, { signal }).catch(() => undefined)
  }
  await cursor.close().catch(() => undefined)
}
