import { type Context, openContext } from '@hourglass/core/operations'
import { startMigratedStores } from '@hourglass/db/testing'
import { until } from '@hourglass/stack/testing'

const quiet = { info() {}, warn() {}, error() {} }

/** Opens one server context. */
export async function openServer(urls: Urls, settings: Partial<Context['settings']> = {}) {
  const open = openContext({
    ...urls,
    log: quiet,
    settings: {
      saleItems: 10_000,
      salePeriodMs: 3_600_000,
      buyerLimit: 10,
      guests: 'allowed',
      door: 'open',
      queue: { ratePerMinute: 600, passMs: 600_000, proof: false },
      checkoutTtlMs: 900_000,
      takeLeaseMs: 10_000,
      holdMs: 300_000,
      payment: 'none',
      paymentMs: 600_000,
      cancelMs: 0,
      orderClaimMs: 30_000,
      actionsKeptMs: 400 * 86_400_000,
      ...settings,
    },
  })
  await open.begin()
  await until('the gate answers', () => open.ctx.gate.up)
  return open
}

export interface Urls {
  databaseUrl: string
  redisUrl: string
}

/** Server contexts in one process on separate stores, to measure gate and ledger without HTTP. */
export interface Servers {
  servers: [Context, ...Context[]]
  urls: Urls
  stop(): Promise<void>
}

export async function startServers(count: 1 | 2): Promise<Servers> {
  const stores = await startMigratedStores({ ownPostgres: true })
  const urls = { databaseUrl: stores.databaseUrl, redisUrl: stores.redisUrl }
  const open = await Promise.all(Array.from({ length: count }, () => openServer(urls)))
  return {
    urls,
    servers: open.map(({ ctx }) => ctx) as [Context, ...Context[]],
    async stop() {
      await Promise.all(open.map(({ close }) => close()))
      await stores.stop()
    },
  }
}

/** Runs `work` for 0 … count − 1 with the given concurrency. @returns seconds */
export async function timed(count: number, atOnce: number, work: (i: number) => Promise<unknown>): Promise<number> {
  const began = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let i = next++; i < count; i = next++) await work(i)
    }),
  )
  return (performance.now() - began) / 1_000
}

/** The value of a success. @throws Error on a refusal, since no measured operation may be refused */
export function ok<T>(outcome: { ok: true; value: T } | { ok: false; code: string }): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.code}`)
  return outcome.value
}
