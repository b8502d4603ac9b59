import type { Redis } from 'ioredis'
import { EDITION } from '../../src/catalog/edition.ts'
import { pick, randomFrom } from '../../src/catalog/random.ts'
import type { Sale } from '../../src/ledger/index.ts'
import { checkout, expireHolds, purchase, reconcile, sweep } from '../../src/operations/index.ts'
import { type Responses, shop } from './crowd.ts'
import { gateDifferences, judge } from './judge.ts'
import { LedgerRules, type Mutant } from './ledger-rules.ts'
import { Lost, Scheduler } from './scheduler.ts'
import type { Found } from './seeds.ts'
import { createServer, type Server } from './server.ts'

const STOCKS = [1, 1, 2, 3]
const BUYER_LIMIT = 2
const SERVERS = 2
/** Actions per world: requests, jobs, faults. */
const ACTIONS = 14
/** Share of steps that start a new action. The others advance pending calls. */
const ACTION_SHARE = 0.2
/** Share of worlds that are sold out at the end, to check that the units left in the gate can be bought. */
const SELL_OUT_SHARE = 0.1
/** A world that takes more steps counts as hanging. */
const STEPS_MAX = 5_000
/** Rounds of the jobs after which gate and ledger must be equal. */
const ROUNDS_MAX = 6

export interface WorldOptions {
  seed: number
  redis: Redis
  /** Not used by another concurrent world. */
  saleId: number
  mutant?: Mutant | undefined
  trace?: (line: string) => void
}

/** One sale with a few items and buyers on two servers. The seed decides all actions, their order, and the faults. */
export async function runWorld({ seed, redis, saleId, mutant, trace }: WorldOptions): Promise<Found> {
  const random = randomFrom(seed)
  const scheduler = new Scheduler(random, trace)
  const ledger = new LedgerRules(saleOf(saleId), mutant)
  const keys = new Set<string>()
  const stores = { redis, keys, ledger, scheduler }
  let ids = 0
  const newId = () => idOf(seed, ids++)
  let started = 0
  const start = () => createServer(stores, `server ${++started}`, newId)
  const servers: Server[] = Array.from({ length: SERVERS }, start)
  const responses: Responses = { orders: [], holds: [], ends: [], unexpected: [] }
  let steps = 0

  async function step(): Promise<boolean> {
    if (++steps > STEPS_MAX) throw new Error(`seed ${seed} hangs`)
    return scheduler.step()
  }
  async function drain(): Promise<void> {
    while (await step());
  }

  const jobs = [
    (server: Server) => sweep(server.ctx),
    (server: Server) => {
      for (const hold of ledger.active()) hold.due ||= random() < 0.5
      return expireHolds(server.ctx)
    },
    (server: Server) => {
      // In production, comparisons are a second apart, in which every notification arrives. Here no time passes. In a calm world, where
      // every rebuild would be a false alarm, a comparison during traffic always counts as the first.
      if (calm) server.memory.clear()
      return compare(server)
    },
  ]
  /** Starts work that is not awaited. An unavailable store is not a defect. */
  const begin = (work: Promise<unknown>) =>
    void work.catch((error: Error) => {
      if (!/Unavailable$|^ReplyLost$/.test(error.name)) responses.unexpected.push(String(error.stack))
    })
  const compare = (server: Server) => {
    for (const last of server.memory.values()) Object.assign(last, { tookMs: 0, at: Number.NEGATIVE_INFINITY })
    return reconcile(server.ctx, server.memory)
  }

  let backup: [string, Buffer][] | undefined
  const breakages: Record<string, () => Promise<void>> = {
    async crash() {
      const at = Math.floor(random() * servers.length)
      const [gone] = servers.splice(at, 1, start())
      await scheduler.abandon(scheduler.calls.filter((call) => call.server === gone))
      // PostgreSQL rolls back the open transaction of a broken connection.
      if (ledger.lockedBy && Reflect.get(ledger.lockedBy, 'server') === gone) ledger.lockedBy = null
      gone?.ctx.gate.close()
    },
    flush: () => flush(redis, keys),
    async answer() {
      const calls = scheduler.calls.filter((call) => call.lane === null)
      if (calls.length > 0) scheduler.lose(pick(random, calls), new Lost('a response of the ledger was lost'))
    },
    cut: () => pick(random, servers).connection.cut(),
    async rollback() {
      if (backup) return restore(redis, keys, backup)
      backup = await dump(redis, keys)
    },
  }
  const kinds = Object.keys(breakages).slice(0, pick(random, [0, 2, 3, 5]))
  const calm = kinds.length === 0
  const suffered: string[] = []

  for (let actions = 0; actions < ACTIONS; ) {
    for (const { connection } of servers) if (!connection.up && random() < 0.2) await connection.restore()
    if (random() > ACTION_SHARE && (await step())) continue
    actions++
    const dice = random()
    const server = pick(random, servers)
    if (dice < 0.65) begin(shop(random, server.ctx, responses))
    else if (dice < 0.8 || calm) begin(pick(random, jobs)(server))
    else {
      const kind = pick(random, kinds)
      suffered.push(kind)
      trace?.(`-- ${kind}`)
      await breakages[kind]?.()
    }
  }
  await drain()
  for (const { connection } of servers) if (!connection.up) await connection.restore()
  const evidence = { ledger, responses, servers, suffered, calm, drain }
  for (let round = 0; round < ROUNDS_MAX; round++) {
    for (const server of servers) {
      begin(sweep(server.ctx))
      begin(compare(server))
      await drain()
    }
    if ((await gateDifferences(evidence)).length === 0) break
  }
  const broken = await judge(evidence)
  if (broken.length === 0 && random() < SELL_OUT_SHARE) broken.push(...(await sellOut()))
  for (const { ctx } of servers) ctx.gate.close()
  await flush(redis, keys)
  return { broken, steps, suffered }

  /** Exactly the remaining units can be bought. */
  async function sellOut(): Promise<string[]> {
    const broken: string[] = []
    const { ctx } = pick(random, servers)
    for (const [at, stock] of STOCKS.entries()) {
      const free = stock - (ledger.held[at] ?? 0) - (ledger.sold[at] ?? 0)
      for (let unit = 0; unit <= free; unit++) {
        const bought = buy(`last ${at} ${unit}`, ledger.sale.firstItemId + at)
        await drain()
        const outcome = await Promise.race([bought, Promise.resolve('nothing')])
        const gone = (ledger.held[at] ?? 0) > 0 ? 'item_held' : 'sold_out'
        const wanted = unit < free ? 'bought' : gone
        if (outcome !== wanted) broken.push(`with ${free - unit} of item ${at} on the shelf a buyer got ${outcome}`)
      }
    }
    return broken

    async function buy(userId: string, itemId: number): Promise<string> {
      const chosen = await checkout(ctx, { user_id: userId, id: itemId })
      if (!chosen.ok) return chosen.code
      const order = await purchase(ctx, { code: chosen.value.code })
      return order.ok ? 'bought' : order.code
    }
  }
}

async function flush(redis: Redis, keys: Set<string>): Promise<void> {
  if (keys.size > 0) await redis.unlink(...keys)
}

async function dump(redis: Redis, keys: Set<string>): Promise<[string, Buffer][]> {
  const dumps = await Promise.all([...keys].map(async (key) => [key, await redis.dumpBuffer(key)] as const))
  return dumps.flatMap(([key, value]) => (value ? [[key, value]] : []))
}

async function restore(redis: Redis, keys: Set<string>, backup: [string, Buffer][]): Promise<void> {
  await flush(redis, keys)
  await Promise.all(backup.map(([key, value]) => redis.restore(key, 0, value)))
}

/** UUIDv7 (RFC 9562 §5.7) of the current time, unique by seed and number. */
function idOf(seed: number, number: number): string {
  const time = Date.now().toString(16).padStart(12, '0')
  const tail = (seed >>> 0).toString(16).padStart(8, '0') + number.toString(16).padStart(4, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`
}

function saleOf(id: number): Sale {
  const ofItems = { firstItemId: 101, itemsCount: STOCKS.length, itemsCapacity: STOCKS.length, labels: undefined }
  const times = {
    startsAt: new Date(0),
    openedAt: new Date(0),
    endsAt: null,
    pausedAt: null,
    closedAt: null,
    soldOutAt: null,
  }
  const goods = { prices: Uint32Array.from(STOCKS, () => 1), stocks: Uint32Array.from(STOCKS) }
  // Only the columns that the protocol reads.
  return {
    id,
    epoch: 1,
    kind: 'hourly',
    seed: 1,
    edition: EDITION,
    currency: 'EUR',
    buyerLimit: BUYER_LIMIT,
    ...ofItems,
    ...times,
    ...goods,
  } as unknown as Sale
}
