import { randomUUIDv7 } from 'node:crypto'
import { userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Outcome } from '@hourglass/core/contract'
import { type Context, type OpenContext, openContext, type Settings, withAuditLog } from '@hourglass/core/operations'
import { createDatabase, isFailedQuery } from '@hourglass/db'
import { placeOf, reasonOf, runningDatabaseUrl, runningRedisUrl, StackError } from '@hourglass/stack'
import { root } from '../apps.ts'
import { readHistoryLag, readPeriod } from './period.ts'
import { RefusedError } from './refused-error.ts'

/** Longest that a command waits for Redis before it does without. */
const GATE_WAIT_MS = 1_000
const GATE_LOOK_MS = 10

/** As much of a context as needs no Redis. */
export type LedgerSide = Pick<Context, 'db' | 'newId' | 'log'>

/** The stores that a command works on. Each side is opened when it is first asked for; no jobs are run. */
export interface CommandStores {
  /** Not through a pooler. */
  databaseUrl: string
  /** Where servers reach it through one. */
  pooledUrl: string | undefined
  /** Where servers read history, and how far that may be behind. */
  history: { url: string; behindMsMax: number } | undefined
  /** @throws StackError when there is none */
  redisUrl(): Promise<string>
  ledgerSide(): LedgerSide
  /** @throws StackError when there is no Redis to be found, or PostgreSQL cannot be used */
  ctx(): Promise<Context>
  close(): Promise<void>
}

interface Named {
  database?: string | undefined
  redis?: string | undefined
}

/** Finds the shop's stores. @throws StackError when there is no database */
export async function openStores(env: NodeJS.ProcessEnv, named: Named): Promise<CommandStores> {
  const data = env.HOURGLASS_DATA || '.data'
  const folder = isAbsolute(data) ? data : join(root, data)
  const given = named.database || env.DATABASE_DIRECT_URL || env.DATABASE_URL
  const databaseUrl = given || (await runningDatabaseUrl(folder))
  const pooled = !named.database && env.DATABASE_POOLER && env.DATABASE_POOLER !== 'none'
  const historyUrl = named.database ? undefined : env.DATABASE_HISTORY_URL
  const redisUrl = async () => named.redis || env.REDIS_URL || (await runningRedisUrl(folder))
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
      opened ??= openContext({ databaseUrl, redisUrl: await redisUrl(), settings: settings(env), log })
      await begin(opened, databaseUrl)
      return opened.ctx
    },
    async close() {
      await ledgerSide?.db.$client.end()
      await opened?.close()
    },
  }
}

/** Those of a sale are for servers, which make them; a command makes none but an operator's own. */
const settings = (env: NodeJS.ProcessEnv): Settings => ({
  saleItems: 10_000,
  salePeriodMs: readPeriod(env),
  buyerLimit: 10,
  checkoutTtlMs: 15 * 60_000,
  takeLeaseMs: 10_000,
  holdMs: 5 * 60_000,
  orderClaimMs: 30_000,
  actionsKeptMs: 400 * 86_400_000,
  webhookPrivateAddresses: env.WEBHOOK_PRIVATE_ADDRESSES === 'allow',
})

/** What PostgreSQL could not do, in a sentence; any other error as it is. */
export function inWords(error: unknown, databaseUrl: string): unknown {
  return isFailedQuery(error) ? unusable(databaseUrl, reasonOf(error.cause ?? error)) : error
}

const unusable = (databaseUrl: string, reason: string): StackError =>
  new StackError(`PostgreSQL at ${placeOf(databaseUrl)} cannot be used: ${reason}.`)

async function begin(opened: OpenContext, databaseUrl: string): Promise<void> {
  await opened.begin().catch((error) => {
    throw unusable(databaseUrl, reasonOf(error.cause ?? error))
  })
  const until = performance.now() + GATE_WAIT_MS
  while (!opened.ctx.gate.up && performance.now() < until) await delay(GATE_LOOK_MS)
}

const tell = (fields: object, message: string): void => console.error(message, JSON.stringify(fields))
const log = { info() {}, warn: tell, error: tell }

/** What an operator does, on record, under the name of whoever is at the terminal. @throws RefusedError */
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
