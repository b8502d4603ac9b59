import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createPool, migrate } from '@hourglass/db'
import { createConnections, type Resolve } from './delivery/connection.ts'
import { createLanes } from './delivery/lanes.ts'
import { createFanOut } from './jobs/fan-out.ts'
import { createJobs } from './jobs/jobs.ts'
import type { Log } from './log.ts'
import { createMailer, readOldestMail } from './mail/mailer.ts'
import type { SmtpSettings } from './mail/smtp.ts'
import { type Measures, unmeasured } from './measures.ts'
import { createCursor } from './reading/cursor.ts'
import { follow } from './reading/follow.ts'
import { connectStream, createStreamWriter } from './reading/stream.ts'
import type { Times } from './times.ts'
import { tidy } from './upkeep/tidy.ts'

/** Connections for reading events, storing results and polling. */
const CONNECTIONS = 6
/** Connections for pg-boss: fetching jobs, and its maintenance. */
const JOB_CONNECTIONS = 3
/** Statement timeout: long enough for pruning a large log and for pg-boss to create its tables. */
const STATEMENT_MS = 15_000
const STORE_RETRY_MS = 500

export interface RelayOptions {
  databaseUrl: string
  redisUrl: string
  allowPrivate: boolean
  times: Times
  log: Log
  /** Prints the development mailbox. Default: `log`. */
  mailboxLog?: Log
  /** The mail server, if there is one. */
  smtp?: SmtpSettings | undefined
  /** Default: no metrics. */
  measures?: Measures
  resolve?: Resolve
}

/**
 * Forwards outbox events to two consumers, the Redis stream and webhooks, each at its own pace, and sends queued mail. Any number of
 * relays may run: one reads for each consumer, all deliver to webhooks and send mail. All state is in PostgreSQL.
 */
export function createRelay(options: RelayOptions) {
  const { databaseUrl, times, log, measures = unmeasured } = options
  const pool = createPool(databaseUrl, { max: CONNECTIONS, name: 'hourglass-relay', statementTimeoutMs: STATEMENT_MS })
  const jobPool = createPool(databaseUrl, {
    max: JOB_CONNECTIONS,
    name: 'hourglass-jobs',
    statementTimeoutMs: STATEMENT_MS,
  })
  const redis = connectStream(options.redisUrl)
  const connections = createConnections(options.allowPrivate, options.resolve)
  const jobs = createJobs(jobPool, times, log)
  const owner = randomUUID()
  const stream = createCursor(pool, 'stream', owner, times.leaseMs)
  const webhooks = createCursor(pool, 'webhooks', owner, times.leaseMs)
  const lanes = createLanes({ pool, jobs, times, connections, log, measures })
  const { smtp, mailboxLog = log } = options
  const mailer = createMailer({ pool, times, log, mailboxLog, measures, smtp })
  const stopping = new AbortController()
  const { signal } = stopping
  let running: Promise<unknown> = Promise.resolve()
  let stopped: Promise<void> | undefined

  async function runUpkeep(): Promise<void> {
    while (!signal.aborted) {
      await delay(times.tidyMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      await tidy(pool, jobs, { log, measures }, new Date()).catch((error) =>
        log.warn({ error: String(error) }, 'upkeep failed, will retry'),
      )
    }
  }

  async function end(): Promise<void> {
    stopping.abort()
    await running
    await jobs.stop().catch(() => undefined)
    redis.disconnect()
    await connections.close()
    await Promise.all([pool.end(), jobPool.end()])
  }

  return {
    pools: { relay: pool, jobs: jobPool },
    oldestMailSeconds: () => readOldestMail(pool),
    /** Waits for PostgreSQL as long as it takes, then starts. Resolves when it has started or was stopped. */
    async start(): Promise<void> {
      let reason: string | undefined
      while (!signal.aborted) {
        try {
          await migrate(databaseUrl)
          await jobs.start()
          break
        } catch (error) {
          if (String(error) !== reason) log.warn({ error: String(error) }, 'waiting for PostgreSQL')
          reason = String(error)
          await delay(STORE_RETRY_MS, undefined, { signal }).catch(() => undefined)
        }
      }
      if (signal.aborted) return
      const shared = { pollMs: times.pollMs, signal, log, measures }
      running = Promise.all([
        follow({ ...shared, name: 'stream', cursor: stream, forward: createStreamWriter(redis, pool, stream) }),
        follow({
          ...shared,
          name: 'webhooks',
          cursor: webhooks,
          forward: createFanOut(pool, webhooks, jobs, lanes.wake),
        }),
        lanes.run(signal),
        mailer.run(signal),
        runUpkeep(),
      ])
    },
    /** Graceful shutdown: starts no new work, waits for work in flight, releases the leases. */
    stop(): Promise<void> {
      stopped ??= end()
      return stopped
    },
  }
}
