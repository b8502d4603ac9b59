import { randomUUIDv7 } from 'node:crypto'
import { checkPooledSession, createDatabase, createPool, type Database, openAll, type Pooler } from '@hourglass/db'
import { createGate } from '../gate/index.ts'
import { createLedger, createSaleDirectory } from '../ledger/index.ts'
import { connectRedis } from '../redis.ts'
import { ACTIVITY_MAX_AGE_MS } from './operator/read-activity.ts'
import { FUNNEL_MAX_AGE_MS } from './operator/read-funnel.ts'
import { approve } from './order/decide-orders.ts'
import { guardProvider } from './payment/guard-provider.ts'
import type { PaymentProvider } from './payment/provider.ts'
import { createStripeProvider, type StripeSettings } from './payment/stripe-provider.ts'
import { createTestProvider } from './payment/test-provider.ts'
import { createPictureStore } from './picture/picture-store.ts'
import { createAgedCache } from './runtime/aged-cache.ts'
import type { Context, OrderStep, Settings } from './runtime/context.ts'
import { createHistory } from './runtime/history.ts'
import type { Log } from './runtime/log.ts'
import { type Measures, unmeasured } from './runtime/measures.ts'
import { createQueues } from './runtime/queues.ts'
import { shelfSources } from './runtime/read-shelf.ts'
import { createSaleStateReader } from './runtime/sale-state.ts'
import { createShelves } from './runtime/shelves.ts'
import { createSigning } from './runtime/signing.ts'
import { createSingleFlight } from './runtime/single-flight.ts'
import { PACE_MAX_AGE_MS } from './sale/read-pace.ts'

/** Connection pool of the hot path: two commits of orders, two of attempts, and two for reads. */
const LEDGER_CONNECTIONS = 6
const READ_CONNECTIONS = 4

export type PaymentOptions = { storefront: string } & ({ provider: 'test' } | ({ provider: 'stripe' } & StripeSettings))

export interface ContextOptions {
  databaseUrl: string
  /** The connection pooler at that URL; defaults to `none`. */
  pooler?: Pooler | undefined
  /** A read replica for sales that are over. Without one, the primary serves them. */
  historyUrl?: string | undefined
  /** Maximum replication lag. */
  historyBehindMs?: number | undefined
  redisUrl: string
  settings: Settings
  /** Where uploaded pictures are: see {@link createPictureStore}. Defaults to the folder of `npm start`. */
  pictures?: string | undefined
  /** The provider of payments, and the storefront that its pages belong to. By default nobody takes payments. */
  payments?: PaymentOptions | undefined
  /** By default every order is approved. */
  orderStep?: OrderStep | undefined
  log: Log
  /** By default nothing is measured. */
  measures?: Measures | undefined
}

/**
 * Creates a context and connects it to both stores. Neither has to be up: Redis may come and go, and PostgreSQL is required from
 * {@link OpenContext.begin} on.
 */
export function openContext(options: ContextOptions): OpenContext {
  const { log, settings, measures = unmeasured, pooler = 'none' } = options
  const clock = () => new Date()
  const db = createDatabase(options.databaseUrl, { max: READ_CONNECTIONS, name: 'hourglass-read', pooler })
  const history = createHistory({
    primary: db,
    replicaUrl: options.historyUrl,
    behindMsMax: options.historyBehindMs,
    clock,
    log,
  })
  const pool = createPool(options.databaseUrl, {
    max: LEDGER_CONNECTIONS,
    name: 'hourglass-ledger',
    pipeline: true,
    indexed: true,
    pooler,
  })
  const redis = connectRedis(options.redisUrl)
  const dirtySales = new Set<number>()
  const signing = createSigning(db)
  const gate = createGate(redis, {
    onLink(up, why) {
      if (!up) log.warn({ event: 'gate.away', why }, 'gate unavailable: the ledger decides alone')
      else log.info({ event: 'gate.back', why }, 'gate available')
    },
    onRollback: (saleId) => dirtySales.add(saleId),
    watch: measures,
  })
  const ledger = createLedger(pool, {
    checkoutTtlMs: settings.checkoutTtlMs,
    holdMs: settings.holdMs,
    paymentMs: settings.paymentMs,
    watch: measures,
  })
  const { payments } = options
  const providerOf = (of: PaymentOptions): PaymentProvider =>
    of.provider === 'stripe' ? createStripeProvider(of) : createTestProvider({ db, signing: signing.checkout, ...of })
  const ctx: Context = {
    db,
    gate,
    ledger,
    sales: createSaleDirectory(db),
    history,
    saleState: createSaleStateReader(db),
    shelves: createShelves(shelfSources(history, gate)),
    queues: createQueues(ledger),
    codeKeys: signing.checkout,
    signing,
    pictures: createPictureStore(options.pictures ?? '.data/pictures'),
    encoding: { pictures: 0 },
    settings,
    orderStep: options.orderStep ?? approve,
    payments: payments ? guardProvider(providerOf(payments), { log, measures }) : null,
    dirtySales,
    flights: createSingleFlight(),
    watching: { orders: 0 },
    paces: createAgedCache(PACE_MAX_AGE_MS),
    funnels: createAgedCache(FUNNEL_MAX_AGE_MS),
    activities: createAgedCache(ACTIVITY_MAX_AGE_MS),
    visits: new Map(),
    partners: new Map(),
    clock,
    newId: randomUUIDv7,
    log,
    measures,
  }
  return {
    ctx,
    pools: () => [
      poolOf('read', db.$client),
      poolOf('ledger', pool),
      ...(history.pool ? [poolOf('history', history.pool)] : []),
    ],
    async begin() {
      if (pooler !== 'none') await checkPooledSession(db)
      await signing.refresh()
      await ctx.sales.refreshOpen()
    },
    async openConnections() {
      await Promise.all([openAll(db.$client), openAll(pool)])
    },
    async close() {
      gate.close()
      redis.disconnect()
      await Promise.all([db.$client.end(), pool.end(), history.close()])
    },
  }
}

/** One connection pool: its size, open and busy connections, and requests that wait for one. */
export interface PoolUse {
  name: string
  max: number
  open: number
  busy: number
  waiting: number
}

const poolOf = (name: string, pool: Database['$client']): PoolUse => ({
  name,
  max: pool.options.max,
  open: pool.totalCount,
  busy: pool.totalCount - pool.idleCount,
  waiting: pool.waitingCount,
})

export interface OpenContext {
  ctx: Context
  pools(): PoolUse[]
  /**
   * Loads what the first request needs from the ledger.
   * @throws when PostgreSQL is unavailable or not migrated
   * @throws UnsafeSession when the sessions of the pooler are not safe to use
   */
  begin(): Promise<void>
  /**
   * Opens every connection to the primary, so that the first crowd does not wait for them.
   * @throws when PostgreSQL is unavailable
   */
  openConnections(): Promise<void>
  close(): Promise<void>
}
