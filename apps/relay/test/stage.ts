import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { createPool } from '@hourglass/db'
import { startMigratedStores } from '@hourglass/db/testing'
import type { TestStores } from '@hourglass/stack/testing'
import { Redis } from 'ioredis'
import type pg from 'pg'
import { STREAM_KEY } from '../src/reading/stream.ts'
import { createRelay, type RelayOptions } from '../src/relay.ts'
import { type Times, times } from '../src/times.ts'

/**
 * Pauses are short, so that tests do not wait for retries. Deadlines are much longer than a loaded machine needs, because a missed
 * deadline repeats a delivery. The retry schedule outlasts any test.
 */
export const quick: Times = {
  ...times,
  pollMs: 5,
  leaseMs: 300_000,
  dueMs: 10,
  requestMs: 300_000,
  waitMs: 300_000,
  superviseS: 1,
  retriesMs: Array.from({ length: 100_000 }, () => 20),
  tidyMs: 60_000,
  mailPollMs: 5,
  mailMs: 300_000,
  mailRetriesMs: [20],
}

type RelayChange = Partial<Times> &
  Partial<Pick<RelayOptions, 'resolve' | 'allowPrivate' | 'smtp' | 'log' | 'measures'>>

export interface RelayStage {
  stores: TestStores
  pool: pg.Pool
  relay(change?: RelayChange): Promise<ReturnType<typeof createRelay>>
  /** Writes an event. @returns its id */
  emit(type: string, saleId?: number, client?: pg.Pool | pg.PoolClient): Promise<string>
  emitMany(count: number, saleId: number): Promise<string[]>
  webhook(url: string, types?: string[], principal?: string): Promise<{ id: string; secret: string; publicKey: string }>
  deliveries(webhookId: string): Promise<Delivery[]>
  stream(): Promise<{ id: string; type: string; saleid?: number; sequence: string }[]>
  stop(): Promise<void>
}

export interface Delivery {
  id: string
  event_id: string
  status: string
  attempts: number
  response_status: number | null
  error: string | null
}

export async function createRelayStage(): Promise<RelayStage> {
  const stores = await startMigratedStores()
  const pool = createPool(stores.databaseUrl, { max: 4, name: 'test' })
  const quiet = { info() {}, warn() {}, error: console.error }
  const relays: ReturnType<typeof createRelay>[] = []
  const insert = `INSERT INTO outbox_events (sale_id, type, subject, data)
    SELECT $1, $2, n::text, jsonb_build_object('n', n) FROM generate_series(1, $3) AS n RETURNING id::text`

  return {
    stores,
    pool,
    async relay({ resolve, allowPrivate = true, smtp, log = quiet, measures, ...change } = {}) {
      const { databaseUrl, redisUrl } = stores
      const options = { databaseUrl, redisUrl, allowPrivate, smtp, log, times: { ...quick, ...change } }
      const relay = createRelay({ ...options, ...(resolve && { resolve }), ...(measures && { measures }) })
      relays.push(relay)
      await relay.start()
      return relay
    },
    async emit(type, saleId = 1, client = pool) {
      return (await client.query(insert, [saleId, type, 1])).rows[0].id
    },
    async emitMany(count, saleId) {
      return (await pool.query<{ id: string }>(insert, [saleId, 'order.confirmed', count])).rows.map(({ id }) => id)
    },
    async webhook(url, types = ['*'], principal = 'operator') {
      const id = randomUUID()
      const secret = `whsec_${randomBytes(32).toString('base64')}`
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      const der = privateKey.export({ format: 'der', type: 'pkcs8' })
      const values = [id, url, types, secret, der, principal]
      await pool.query(
        `INSERT INTO webhooks (id, principal, url, types, secret, signing_key) VALUES ($1, $6, $2, $3, $4, $5)`,
        values,
      )
      return { id, secret, publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString() }
    },
    async deliveries(webhookId) {
      const text = `SELECT id, event_id::text, status, attempts, response_status, error FROM webhook_deliveries
        WHERE webhook_id = $1 ORDER BY id`
      return (await pool.query<Delivery>(text, [webhookId])).rows
    },
    async stream() {
      const redis = new Redis(stores.redisUrl)
      redis.on('error', () => {})
      try {
        const entries = await redis.xrange(STREAM_KEY, '-', '+')
        return entries.map(([, fields]) => JSON.parse(fields[fields.indexOf('event') + 1] ?? ''))
      } finally {
        redis.disconnect()
      }
    },
    async stop() {
      await Promise.all(relays.map((relay) => relay.stop()))
      await pool.end()
      await stores.stop()
    },
  }
}

/** Number of pending deliveries of a webhook. */
export async function pending(stage: RelayStage, webhookId: string): Promise<number> {
  return (await stage.deliveries(webhookId)).filter(({ status }) => status === 'pending').length
}
