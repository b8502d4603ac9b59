import { startMigratedStores } from '@hourglass/db/testing'
import { type TestCluster, type TestStores, until } from '@hourglass/stack/testing'
import { Redis } from 'ioredis'
import type { Sale } from '../src/ledger/index.ts'
import {
  type Context,
  type ContextOptions,
  openContext,
  openHourlySale,
  type Settings,
} from '../src/operations/index.ts'

const HOUR_MS = 3_600_000

/** Real stores and a server context on them, for one test file. */
export interface Stage {
  ctx: Context
  stores: TestStores
  /** A connection of the tests, past the gate. Opened when it is first used. */
  redis: Redis
  /** Opens a new sale for a test. It started an hour ago unless `startsAt` is given. */
  openSale(settings?: Partial<Settings>, startsAt?: Date): Promise<Sale>
  /** Another server on the same stores, optionally with different context options. */
  anotherServer(settings?: Partial<Settings>, ways?: Partial<ContextOptions>): Promise<Context>
  stop(): Promise<void>
}

const settings: Settings = {
  saleItems: 10,
  salePeriodMs: HOUR_MS,
  buyerLimit: 3,
  guests: 'allowed',
  door: 'open',
  queue: { ratePerMinute: 600, passMs: 600_000, proof: false },
  checkoutTtlMs: 60_000,
  takeLeaseMs: 30_000,
  holdMs: 300_000,
  payment: 'none',
  paymentMs: 600_000,
  cancelMs: 0,
  orderClaimMs: 30_000,
  actionsKeptMs: 400 * 86_400_000,
}
const quiet = { info() {}, warn() {}, error() {} }

export async function createStage(
  options: { ownPostgres?: boolean; cluster?: TestCluster; settings?: Partial<Settings> } = {},
): Promise<Stage> {
  const stores = await startMigratedStores({ ownPostgres: options.ownPostgres ?? false, cluster: options.cluster })
  const closers: (() => Promise<void>)[] = []

  async function server(more: Partial<Settings> = {}, ways: Partial<ContextOptions> = {}): Promise<Context> {
    const { databaseUrl, redisUrl } = stores
    const open = openContext({
      databaseUrl,
      redisUrl,
      log: quiet,
      settings: { ...settings, ...options.settings, ...more },
      ...ways,
    })
    closers.push(() => open.close())
    await open.begin()
    await until('the gate is available', () => open.ctx.gate.up)
    return open.ctx
  }

  const ctx = await server()
  const redis = new Redis(stores.redisUrl, { lazyConnect: true })
  let hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  return {
    ctx,
    stores,
    redis,
    async openSale(more = {}, startsAt) {
      hour -= HOUR_MS
      const id = await openHourlySale({ ...ctx, settings: { ...ctx.settings, ...more } }, startsAt ?? new Date(hour))
      const sale = id === null ? null : await ctx.sales.get(id)
      if (!sale) throw new Error('the sale of this test already exists')
      return sale
    },
    anotherServer: server,
    async stop() {
      redis.disconnect()
      await Promise.all(closers.map((close) => close()))
      await stores.stop()
    },
  }
}
