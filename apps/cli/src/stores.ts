import { randomUUIDv7 } from 'node:crypto'
import { userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Outcome } from '@hourglass/core/contract'
import { type Context, type OpenContext, openContext, type Settings, withAuditLog } from '@hourglass/core/operations'
import { createDatabase, isFailedQuery } from '@hourglass/db'
import { placeOf, reasonOf, runningDatabaseUrl, runningRedisUrl, StackError } from '@hourglass/stack'
import { RefusedError } from './refused-error.ts'
import {
  readDoor,
  readGuests,
  readHistoryLag,
  readPassTtl,
  readPayment,
  readPeriod,
  readProvider,
  readQueueRate,
} from './variables.ts'

/** The root of the checkout, where `npm start` keeps its data folder. */
const root = join(import.meta.dirname, '../../..')
/** Variables that may be given as a file, in `NAME_FILE`. */
export const STORE_VARIABLES = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_HISTORY_URL', 'REDIS_URL', 'PICTURES']

/** How long a command waits for Redis before it continues without. */
const GATE_WAIT_MS = 1_000
const GATE_POLL_MS = 10

/** The part of a context that needs no Redis. */
export type LedgerSide = Pick<Context, 'db' | 'newId' | 'log'>

/** The stores of a command. Each is opened on first use. No background jobs run. */
export interface CommandStores {
  /** Direct URL, not through a pooler. */
  databaseUrl: string
  /** The pooler's URL, if servers use one. */
  pooledUrl: string | undefined
  /** The read replica for past sales and its maximum replication lag. */
  history: { url: string; behindMsMax: number } | undefined
  /** @throws StackError when no Redis is configured or running */
  redisUrl(): Promise<string>
  ledgerSide(): LedgerSide
  /** @throws StackError when no Redis is configured or running, or PostgreSQL is not usable */
  ctx(): Promise<Context>
  close(): Promise<void>
}

interface Named {
  database?: string | undefined
  redis?: string | undefined
}

/** Finds the stores from options, environment or data folder. @throws StackError when there is no database */
export async function openStores(env: NodeJS.ProcessEnv, named: Named): Promise<CommandStores> {
  const data = env.HOURGLASS_DATA || '.data'
  const folder = isAbsolute(data) ? data : join(root, data)
  const given = named.database || env.DATABASE_DIRECT_URL || env.DATABASE_URL
  const databaseUrl = given || (await runningDatabaseUrl(folder))
  const pooled = !named.database && env.DATABASE_POOLER && env.DATABASE_POOLER !== 'none'
  const historyUrl = named.database ? undefined : env.DATABASE_HISTORY_URL
  const redisUrl = async () => named.redis || env.REDIS_URL || (await runningRedisUrl(folder))
  const pictures = env.PICTURES || join(folder, 'pictures')
  let ledgerSide: LedgerSide | undefined
  let opened: OpenContext | undefined
  return {
    databaseUrl,
    pooledUrl: pooled ? env.DATABASE_URL : undefined,
    history: historyUrl ? { url: historyUrl, behindMsMax: readHistoryLag(env) } : undefined,
    redisUrl,
    ledgerSide() {
      ledgerSide ??= {
        db: createDatabase(databaseUrl, { max: 1, name: 'hourglass-command' }),
        newId: randomUUIDv7,
        log,
      }
      return ledgerSide
    },
    async ctx() {
      opened ??= openContext({
        databaseUrl,
        redisUrl: await redisUrl(),
        settings: settings(env),
        pictures,
        payments: readProvider(env),
        log,
      })
      await begin(opened, databaseUrl)
      return opened.ctx
    },
    async close() {
      await ledgerSide?.db.$client.end()
      await opened?.close()
    },
  }
}

/** Most settings of hourly sales are unused here: only servers create hourly sales. */
const settings = (env: NodeJS.ProcessEnv): Settings => ({
  saleItems: 10_000,
  salePeriodMs: readPeriod(env),
  buyerLimit: 10,
  guests: readGuests(env),
  door: readDoor(env),
  queue: { ratePerMinute: readQueueRate(env), passMs: readPassTtl(env), proof: env.QUEUE_PROOF !== 'off' },
  checkoutTtlMs: 15 * 60_000,
  takeLeaseMs: 10_000,
  holdMs: 5 * 60_000,
  payment: readPayment(env),
  paymentMs: 600_000,
  cancelMs: 0,
  orderClaimMs: 30_000,
  actionsKeptMs: 400 * 86_400_000,
  webhookPrivateAddresses: env.WEBHOOK_PRIVATE_ADDRESSES === 'allow',
})

/** Turns a failed query into a StackError; returns any other error unchanged. */
export function describeFailedQuery(error: unknown, databaseUrl: string): unknown {
  return isFailedQuery(error) ? postgresUnusable(databaseUrl, reasonOf(error.cause ?? error)) : error
}

const postgresUnusable = (databaseUrl: string, reason: string): StackError =>
  new StackError(`PostgreSQL at ${placeOf(databaseUrl)} is not usable: ${reason}.`)

async function begin(opened: OpenContext, databaseUrl: string): Promise<void> {
  await opened.begin().catch((error) => {
    throw postgresUnusable(databaseUrl, reasonOf(error.cause ?? error))
  })
  const until = performance.now() + GATE_WAIT_MS
  while (!opened.ctx.gate.up && performance.now() < until) await delay(GATE_POLL_MS)
}

const print = (fields: object, message: string): void => console.error(message, JSON.stringify(fields))
const log = {
  info() {},
  // A command that needs the gate reports its outage itself.
  warn: (...line: Parameters<typeof print>) => (line[0] as { event?: string }).event === 'gate.away' || print(...line),
  error: print,
}

/** Runs an operation and records it in the audit log under the name of the current user. @throws RefusedError */
export async function act<T>(
  ctx: LedgerSide,
  action: string,
  subject: string,
  run: () => Promise<Outcome<T>>,
): Promise<T> {
  return valueFrom(await withAuditLog(ctx, { actor: `command ${userInfo().username}`, action, subject }, run))
}

/** @throws RefusedError */
export function valueFrom<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new RefusedError(outcome)
}
