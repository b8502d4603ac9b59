import { cloudEventOf, type OutboxEvent } from '@hourglass/core/contract'
import { isTestEvent } from '@hourglass/core/domain'
import { connectRedis, type RedisClient } from '@hourglass/core/redis'
import type pg from 'pg'
import type { Cursor } from './cursor.ts'

export const STREAM_KEY = 'hg:events'
/** Approximate length of the stream: about 100 MB, and many times what a reader misses during a restart. */
const STREAM_EVENTS_MAX = 100_000
const COMMAND_MS = 2_000

/** The relay's own connection. Commands fail fast while Redis is down instead of queueing. */
export function connectStream(redisUrl: string): RedisClient {
  return connectRedis(redisUrl, {
    connectionName: 'hourglass-relay',
    commandTimeout: COMMAND_MS,
    maxRetriesPerRequest: 1,
  })
}

/**
 * Appends a batch of events to the stream atomically. Entry ids are `term-number`, and Redis accepts only rising ids (a fencing token):
 * neither a command that ioredis resends nor a relay that has lost its lease can append an event out of order.
 */
export function createStreamWriter(redis: RedisClient, pool: pg.Pool, cursor: Cursor) {
  let at = { term: '', number: 0 }
  return async function forward(events: OutboxEvent[], term: string): Promise<void> {
    if (at.term !== term) at = { term, number: 0 }
    const batch = redis.multi()
    // Test events and events of sandboxes concern one partner only and must not push other events out of the stream.
    for (const event of events.filter((event) => event.type !== 'webhook.test' && !isTestEvent(event))) {
      at.number += 1
      const fields = ['type', event.type, 'event', JSON.stringify(cloudEventOf(event))]
      batch.xadd(STREAM_KEY, 'MAXLEN', '~', STREAM_EVENTS_MAX, `${term}-${at.number}`, ...fields)
    }
    const answers = await batch.exec()
    if (!answers) throw new Error('Redis discarded the transaction')
    const failed = answers.find(([error]) => error !== null && !isDuplicate(error))
    if (failed?.[0]) throw failed[0]
    const last = events.at(-1)
    if (!last) return
    await cursor.advance(pool, term, last.id)
    cursor.advanced(last.id)
  }
}

/** The entry was appended before, or this relay has lost its lease and its advance will fail. */
const isDuplicate = (error: Error): boolean => error.message.includes('equal or smaller than the target stream')
