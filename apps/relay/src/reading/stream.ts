import { cloudEventOf, type OutboxEvent } from '@hourglass/core/contract'
import { connectRedis, type RedisClient } from '@hourglass/core/redis'
import type pg from 'pg'
import type { Cursor } from './cursor.ts'

export const STREAM_KEY = 'hg:events'
/** Events that the stream keeps, roughly: some 100 MB, and many times what a reader misses while it restarts. */
const STREAM_EVENTS_MAX = 100_000
const COMMAND_MS = 2_000

/** A connection of the relay's own. It never queues for a Redis that is away. */
export function connectStream(redisUrl: string): RedisClient {
  return connectRedis(redisUrl, {
    connectionName: 'hourglass-relay',
    commandTimeout: COMMAND_MS,
    maxRetriesPerRequest: 1,
  })
}

/**
 * Appends events to the stream, all of a batch or none. An entry's id is `term-number`: Redis takes only rising ones, so
 * neither a command that ioredis sends twice nor a relay that has lost its lease can put an event behind a later one.
 */
export function createStreamWriter(redis: RedisClient, pool: pg.Pool, cursor: Cursor) {
  let at = { term: '', number: 0 }
  return async function pass(events: OutboxEvent[], term: string): Promise<void> {
    if (at.term !== term) at = { term, number: 0 }
    const batch = redis.multi()
    // A test of a webhook is of no interest to anybody else, and must not push out what is.
    for (const event of events.filter(({ type }) => type !== 'webhook.test')) {
      at.number += 1
      const fields = ['type', event.type, 'event', JSON.stringify(cloudEventOf(event))]
      batch.xadd(STREAM_KEY, 'MAXLEN', '~', STREAM_EVENTS_MAX, `${term}-${at.number}`, ...fields)
    }
    const answers = await batch.exec()
    if (!answers) throw new Error('the stream took nothing')
    const failed = answers.find(([error]) => error !== null && !isThereAlready(error))
    if (failed?.[0]) throw failed[0]
    const last = events.at(-1)
    if (!last) return
    await cursor.advance(pool, term, last.id)
    cursor.advanced(last.id)
  }
}

/** Sent before, or sent by a relay whose term is over: its advance will fail. */
const isThereAlready = (error: Error): boolean => error.message.includes('equal or smaller than the target stream')
