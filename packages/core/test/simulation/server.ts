import type { Redis } from 'ioredis'
import { createGate } from '../../src/gate/index.ts'
import { createBatcher, type DEFERRED } from '../../src/ledger/batcher.ts'
import { type Ledger, LedgerUnavailable, ReplyLost, type Sale, type SaleDirectory } from '../../src/ledger/index.ts'
import type { Context, ReconcilerMemory } from '../../src/operations/index.ts'
import { approve } from '../../src/operations/order/decide-orders.ts'
import { unmeasured } from '../../src/operations/runtime/measures.ts'
import type { SaleStateReader } from '../../src/operations/runtime/sale-state.ts'
import { createSingleFlight } from '../../src/operations/runtime/single-flight.ts'
import type { LedgerRules } from './ledger-rules.ts'
import { type RedisConnection, scheduledRedis } from './redis-connection.ts'
import { Lost, type Scheduler } from './scheduler.ts'

/** A server of one world: the real operations, gate, circuit breaker and batcher. Their calls to the stores go through the scheduler. */
export interface Server {
  name: string
  ctx: Context
  connection: RedisConnection
  memory: ReconcilerMemory
}

export interface Stores {
  redis: Redis
  /** Redis keys that this world has used. */
  keys: Set<string>
  ledger: LedgerRules
  scheduler: Scheduler
}

const CODE_KEY = Buffer.alloc(32, 1)
const HOUR_MS = 3_600_000
const quiet = { info() {}, warn() {}, error() {} }

export function createServer(stores: Stores, name: string, newId: () => string): Server {
  const { scheduler, ledger } = stores
  const server = { name } as Server
  /** One query to PostgreSQL. Its connections are pooled, so order is not preserved. */
  const ask: Ask = (what, happen, free) => scheduler.ask({ what, server, lane: null, happen, ...(free && { free }) })
  const dirtySales = new Set<number>()
  const connection = scheduledRedis(stores, server)
  const gate = createGate(connection.redis, {
    onLink() {},
    onRollback: (saleId) => dirtySales.add(saleId),
  })
  const ctx = {
    gate,
    ledger: scheduledLedger(stores, ask),
    sales: scheduledSales(ledger, ask),
    saleState: scheduledSaleState(stores, server, ask),
    codeKeys: { current: CODE_KEY, valid: [CODE_KEY] },
    settings: {
      saleItems: 4,
      salePeriodMs: HOUR_MS,
      buyerLimit: 2,
      guests: 'allowed',
      door: 'open',
      queue: { ratePerMinute: 600, passMs: 600_000, proof: false },
      checkoutTtlMs: HOUR_MS,
      // Every lease expires at once, so that the sweeper is always early.
      takeLeaseMs: 0,
      holdMs: HOUR_MS,
      payment: 'none',
      paymentMs: 600_000,
      cancelMs: 0,
      orderClaimMs: HOUR_MS,
      actionsKeptMs: 400 * 86_400_000,
    },
    orderStep: approve,
    payments: null,
    dirtySales,
    flights: createSingleFlight(),
    partners: new Map(),
    clock: () => new Date(),
    newId,
    log: quiet,
    measures: unmeasured,
  } satisfies Partial<Context>
  // Only the parts that the protocol uses exist.
  return Object.assign(server, { ctx: ctx as unknown as Context, connection, memory: new Map() })
}

type Ask = <T>(what: () => string, happen: () => T, free?: () => boolean) => Promise<T>

function scheduledLedger({ ledger, scheduler }: Stores, ask: Ask): Ledger {
  const unlocked = () => ledger.lockedBy === null
  /** Like transaction.ts: a lost call is resent once, or given up. */
  async function commit<T>(what: () => string, happen: (repeated: boolean) => T, free?: () => boolean): Promise<T> {
    try {
      return await ask(what, () => happen(false), free)
    } catch (error) {
      if (!(error instanceof Lost) || scheduler.random() < 0.5) throw unavailable(error)
    }
    return ask(
      () => `${what()} again`,
      () => happen(true),
      free,
    ).catch((error) => {
      throw unavailable(error)
    })
  }
  const bounds = { rowsMax: 256, inFlightMax: 2, queueMax: 1_000, isOutage: () => true, isPoison: () => false }
  const batcher = <Row, Verdict>(
    what: string,
    happen: (rows: Row[], repeated: boolean) => (Verdict | typeof DEFERRED)[],
    options: { keyOf?: (row: Row) => string; free?: () => boolean } = {},
  ) => {
    const { keyOf, free } = options
    const run = (rows: Row[]) =>
      commit(
        () => `${what} ${JSON.stringify(rows)}`,
        (repeated) => happen(rows, repeated),
        free,
      )
    const batches = createBatcher<Row, Verdict>({ ...bounds, ...(keyOf && { keyOf }), commit: run })
    return (row: Row) => batches.submit(row)
  }
  const { mutant } = ledger
  const commitTake = batcher('commitTake', ledger.commitTakes.bind(ledger), { keyOf: (row) => row.id, free: unlocked })
  const partial: Partial<Ledger> = {
    recordAttempt: batcher('recordAttempt', (rows) => ledger.recordAttempts(rows)),
    commitTake,
    endHeld: batcher('endHeld', (rows) => ledger.endHeld(rows), { keyOf: (row) => row.id, free: unlocked }),
    expireHolds: () =>
      ask(
        () => 'expireHolds',
        () => ledger.expireHolds(),
        unlocked,
      ).catch((error) => {
        throw error instanceof Lost ? new ReplyLost('lost') : error
      }),
    readOrder: batcher('readOrder', (ids) => ids.map((id) => structuredClone(ledger.orders.get(id) ?? null))),
    readHold: batcher('readHold', (ids) => ids.map((id) => ledger.hold(id))),
    readActiveHold: batcher('readActiveHold', (keys) =>
      keys.map(({ itemId, userId }) => ledger.activeHold(itemId, userId)),
    ),
    readCheckout: batcher('readCheckout', (keys) =>
      keys.map(({ id }) => {
        const attempt = ledger.attempts.get(id)
        if (attempt?.outcome !== 'ok') return null
        const lines = attempt.itemIds.map((itemId, i) => ({ itemId, quantity: attempt.quantities?.[i] ?? 1 }))
        return { userId: attempt.userId, lines, leftMs: HOUR_MS }
      }),
    ),
    readItem: batcher('readItem', (keys) =>
      keys.map(({ id }) => {
        const at = ledger.at(id)
        return {
          stock: ledger.stocks[at] ?? 0,
          held: ledger.held[at] ?? 0,
          sold: ledger.sold[at] ?? 0,
          withdrawn: false,
          heldUntil: null,
          refused: null,
        }
      }),
    ),
    voidOrders: (_, ids) =>
      commit(
        () => `voidOrders ${ids}`,
        () => ledger.voidOrders(ids),
      ),
    voidHolds: (_, ids) =>
      commit(
        () => `voidHolds ${ids}`,
        () => ledger.voidHolds(ids),
      ),
  }
  if (mutant === 'a response is sent before its commit') {
    partial.commitTake = async (row) => {
      void commitTake(row).catch(() => {})
      const lines = row.lines.map((taken) => ({ ...taken, verdict: 'taken' as const, price: 1 }))
      return { status: 'taken', createdAt: new Date(0), lines }
    }
  }
  return partial as Ledger
}

const unavailable = (error: unknown): unknown => (error instanceof Lost ? new LedgerUnavailable('lost') : error)

function scheduledSales(ledger: LedgerRules, ask: Ask): SaleDirectory {
  let known: Sale = { ...ledger.sale, epoch: ledger.epoch }
  const sales: SaleDirectory = {
    get: async () => known,
    ofItem: async () => known,
    async refresh() {
      const epoch = await ask(
        () => 'refresh',
        () => ledger.epoch,
      ).catch((error) => {
        throw unavailable(error)
      })
      // A later response may be stale.
      known = { ...known, epoch: epoch as number }
      return known
    },
    async refreshOpen() {},
    open: () => [known],
    lingering: () => [known],
    only: () => sales,
    visible: undefined,
  }
  return sales
}

function scheduledSaleState({ ledger }: Stores, server: Server, ask: Ask): SaleStateReader {
  const unlocked = () => ledger.lockedBy === null
  return {
    counters: () =>
      ask(
        () => 'counters',
        () => ({ held: [...ledger.held], sold: [...ledger.sold], buyers: new Map(ledger.buyers) }),
      ),
    async locked(sale, work) {
      const mine = { server }
      const locks = ledger.mutant !== 'a rebuild does not lock the sale'
      try {
        const locked = await ask(
          () => 'lock',
          () => {
            if (ledger.epoch !== sale.epoch) return false
            if (locks) ledger.lockedBy = mine
            return true
          },
          unlocked,
        )
        if (!locked) return null
        let raised = sale.epoch
        const result = await work({
          snapshot: async () => snapshotOf(ledger),
          raiseTo: async (epoch) => {
            raised = epoch
          },
        })
        await ask(
          () => 'raise',
          () => {
            if (locks && ledger.lockedBy !== mine) return
            ledger.epoch = raised
            ledger.lockedBy = null
          },
        )
        return result
      } catch (error) {
        if (ledger.lockedBy === mine) ledger.lockedBy = null
        throw unavailable(error)
      }
    },
  }
}

function snapshotOf(ledger: LedgerRules) {
  const { sale, held, buyers } = ledger
  const units = held.map((out, at) => ({ left: ledger.free(sale.firstItemId + at), out }))
  return {
    saleId: sale.id,
    startsAt: sale.startsAt,
    endsAt: null,
    paused: false,
    buyerLimit: sale.buyerLimit,
    units,
    limits: units.map(() => 0),
    buyerItems: [],
    buyers: Array.from(buyers, ([userId, has]) => ({ userId, units: has })).filter((buyer) => buyer.units > 0),
    held: ledger.active().map(({ id, itemId, userId }) => {
      return { id, kind: 'hold' as const, userId, lines: [{ position: ledger.at(itemId), quantity: 1 }] }
    }),
  }
}
