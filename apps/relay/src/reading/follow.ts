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
  /** Passes events on and moves the cursor; when it throws, the same events come again, under a new term. */
  pass(events: OutboxEvent[], term: string): Promise<void>
}

/** Passes on all events, in order, until the signal. While a store is away it tries again, once a pause. */
export async function follow(options: FollowOptions): Promise<void> {
  const { cursor, name, pollMs, signal, log, measures, pass } = options
  let away = false
  while (!signal.aborted) {
    try {
      const { events, term } = await cursor.next()
      if (events.length > 0) await pass(events, term)
      measures.passed(name, events.length)
      if (away) log.info({ consumer: name }, 'events go out again')
      away = false
      if (events.length > 0) continue
    } catch (error) {
      cursor.forget()
      measures.waited(name)
      if (!away && !(error instanceof LeaseLost)) log.warn({ consumer: name, error: String(error) }, 'events wait')
      away = true
    }
    await delay(pollMs, undefined, { signal }).catch(() => undefined)
  }
  await cursor.close().catch(() => undefined)
}
