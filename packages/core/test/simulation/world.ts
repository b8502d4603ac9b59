import type { Redis } from 'ioredis'
import { pick, randomFrom } from '../../src/catalog/random.ts'
import type { Sale } from '../../src/ledger/index.ts'
import { checkout, expireHolds, purchase, reconcile, sweep } from '../../src/operations/index.ts'
import { shop, type Told } from './crowd.ts'
import { gateBesides, judge } from './judge.ts'
import { LedgerRules, type Mutant } from './ledger-rules.ts'
import { Lost, Scheduler } from './scheduler.ts'
import { createServer, type Server } from './server.ts'

const STOCKS = [1, 1, 2, 3]
const BUYER_LIMIT = 2
const SERVERS = 2
/** What is begun in one world: requests, jobs, faults. */
const DEEDS = 14
/** A deed is begun before this share of all steps; the others let what is under way go on. */
const DEED_SHARE = 0.2
/** Worlds that are sold out in the end, one by one: what is left in the gate can be bought. */
const SELL_OUT_SHARE = 0.1
/** A world that is not through by then hangs. */
const STEPS_MAX = 5_000
/** Rounds of the jobs after which everything must be in order again. */
const ROUNDS_MAX = 6

export interface WorldOptions {
  seed: number
  redis: Redis
  /** No other world under way has it. */
  saleId: number
  mutant?: Mutant | undefined
  trace?: (line: string) => void
}

export interface Found {
  /** Promises that were broken, in words. */
  broken: string[]
  steps: number
  /** What happened to it, in order. */
  suffered: string[]
}

/** One sale of a few items, a few buyers, two servers; the seed decides who does what, in which order, and what breaks. */
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
  const told: Told = { orders: [], holds: [], ends: [], unexpected: [] }
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
      // Two looks of the reconciler are a second apart, in which every report comes in. Here nothing takes time: in a calm world, where
      // no gate may be rebuilt for nothing, a look amid the traffic is always the first.
      if (calm) server.memory.clear()
      return look(server)
    },
  ]
  /** What somebody began and nobody waits for; that a store is away is no defect. */
  const begin = (work: Promise<unknown>) =>
    void work.catch((error: Error) => {
      if (!/Unavailable$|^ReplyLost$/.test(error.name)) told.unexpected.push(String(error.stack))
    })
  const look = (server: Server) => {
    for (const last of server.memory.values()) Object.assign(last, { tookMs: 0, at: Number.NEGATIVE_INFINITY })
    return reconcile(server.ctx, server.memory)
  }

  let backup: [string, Buffer][] | undefined
  const breakages: Record<string, () => Promise<void>> = {
    async crash() {
      const at = Math.floor(random() * servers.length)
      const [gone] = servers.splice(at, 1, start())
      await scheduler.abandon(scheduler.calls.filter((call) => call.server === gone))
      // PostgreSQL rolls back what a broken connection had begun.
      if (ledger.lockedBy && Reflect.get(ledger.lockedBy, 'server') === gone) ledger.lockedBy = null
      gone?.ctx.gate.close()
    },
    flush: () => flush(redis, keys),
    async answer() {
      const calls = scheduler.calls.filter((call) => call.lane === null)
      if (calls.length > 0) scheduler.lose(pick(random, calls), new Lost('an answer of the ledger was lost'))
    },
    cut: () => pick(random, servers).line.cut(),
    async rollback() {
      if (backup) return restore(redis, keys, backup)
      backup = await dump(redis, keys)
    },
  }
  const kinds = Object.keys(breakages).slice(0, pick(random, [0, 2, 3, 5]))
  const calm = kinds.length === 0
  const suffered: string[] = []

  for (let deeds = 0; deeds < DEEDS; ) {
    for (const { line } of servers) if (!line.up && random() < 0.2) await line.restore()
    if (random() > DEED_SHARE && (await step())) continue
    deeds++
    const dice = random()
    const server = pick(random, servers)
    if (dice < 0.65) begin(shop(random, server.ctx, told))
    else if (dice < 0.8 || calm) begin(pick(random, jobs)(server))
    else {
      const kind = pick(random, kinds)
      suffered.push(kind)
      trace?.(`-- ${kind}`)
      await breakages[kind]?.()
    }
  }
  await drain()
  for (const { line } of servers) if (!line.up) await line.restore()
  const evidence = { ledger, told, servers, suffered, calm, drain }
  for (let round = 0; round < ROUNDS_MAX; round++) {
    for (const server of servers) {
      begin(sweep(server.ctx))
      begin(look(server))
      await drain()
    }
    if ((await gateBesides(evidence)).length === 0) break
  }
  const broken = await judge(evidence)
  if (broken.length === 0 && random() < SELL_OUT_SHARE) broken.push(...(await sellOut()))
  for (const { ctx } of servers) ctx.gate.close()
  await flush(redis, keys)
  return { broken, steps, suffered }

  /** What is left can be bought, all of it and no more. */
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
        if (outcome !== wanted) broken.push(`with ${free - unit} of item ${at} on the shelf a buyer heard ${outcome}`)
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

/** UUIDs of version 7 (RFC 9562 §5.7) of this second, told apart by seed and number. */
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
  // Of a sale's columns, those that the protocol reads.
  return {
    id,
    epoch: 1,
    kind: 'hourly',
    seed: 1,
    currency: 'EUR',
    buyerLimit: BUYER_LIMIT,
    ...ofItems,
    ...times,
    ...goods,
  } as unknown as Sale
}
