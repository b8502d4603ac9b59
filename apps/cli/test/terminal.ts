import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, openContext, openHourlySale } from '@hourglass/core/operations'
import { startMigratedStores } from '@hourglass/db/testing'
import { type TestStores, until } from '@hourglass/stack/testing'

const HOUR_MS = 3_600_000
const main = join(import.meta.dirname, '../src/main.ts')

export interface Ran {
  code: number
  out: string
  err: string
  // biome-ignore lint/suspicious/noExplicitAny: the JSON differs per command
  json: () => any
}

/** Runs commands against stores with the sale of the current hour. `ctx` is a server context without background jobs. */
export interface Terminal {
  ctx: Context
  stores: TestStores
  saleId: number
  run(...args: string[]): Promise<Ran>
  stop(): Promise<void>
}

export async function openTerminal(options: { ownPostgres?: boolean } = {}): Promise<Terminal> {
  const stores = await startMigratedStores(options)
  const { databaseUrl, redisUrl } = stores
  const pictures = await mkdtemp(join(tmpdir(), 'hourglass-pictures-'))
  const open = openContext({
    databaseUrl,
    redisUrl,
    log: { info() {}, warn() {}, error() {} },
    settings: {
      saleItems: 20,
      salePeriodMs: HOUR_MS,
      buyerLimit: 5,
      guests: 'allowed',
      door: 'open',
      queue: { ratePerMinute: 600, passMs: 600_000, proof: false },
      checkoutTtlMs: 60_000,
      takeLeaseMs: 30_000,
      holdMs: 60_000,
      payment: 'none',
      paymentMs: 600_000,
      cancelMs: 0,
      orderClaimMs: 30_000,
      actionsKeptMs: 400 * 86_400_000,
    },
  })
  await open.begin()
  await until('the gate answers', () => open.ctx.gate.up)
  const saleId = await openHourlySale(open.ctx, new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS))
  if (saleId === null) throw new Error('the sale already exists')
  return {
    ctx: open.ctx,
    stores,
    saleId,
    run: (...args) => run(args, { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, PICTURES: pictures }),
    async stop() {
      await open.close()
      await stores.stop()
      await rm(pictures, { recursive: true })
    },
  }
}

/** Runs `hourglass …` and waits for its exit. */
export function run(args: string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? -1, out, err, json: () => JSON.parse(out) }))
  })
}
