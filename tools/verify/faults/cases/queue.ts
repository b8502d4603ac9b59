import { setTimeout as delay } from 'node:timers/promises'
import type { SaleView } from '@hourglass/core/contract'
import { createRandom } from '../../../harness/random.ts'
import { type Injection, pause } from '../../inject.ts'
import type { Finding } from '../../judge/evidence.ts'
import { Tally } from '../../people/tally.ts'
import type { Venue } from '../../queue/ask.ts'
import { judgeQueue } from '../../queue/judge-queue.ts'
import { newVisitor, type QueuedSale, type Visitor, visit } from '../../queue/visitor.ts'
import type { Environment } from '../environment.ts'
import type { Fault } from '../fault.ts'
import { withRedis } from '../redis-keys.ts'

const ITEMS = 3
const STOCK = 15
const LIMIT = 2
/** Visitors who join before the start, and more who come until the sale is sold out. */
const EARLY = 40
const LATE_AT_ONCE = 10
/** From opening the waiting room to the start. */
const GATHER_MS = 2_000
const POLL_MS = 150
/** A waiting room must have sold out by then, after all faults. */
const SELL_OUT_MS = 120_000
const FLUSH_MS = 1_000
/** How long PostgreSQL is away at the draw. */
const AWAY_MS = 30_000

const CLOCK = new URL('../wrong-clock.ts', import.meta.url).href

const env = { QUEUE_PROOF: 'off', QUEUE_RATE: '1200', PASS_TTL: '4s', RATE_LIMIT_ORDERS: 'off' }

type AtDraw = (environment: Environment) => Promise<unknown>

const killAll: AtDraw = async ({ fleet }) => {
  await Promise.all(fleet.servers.map((server) => server.kill()))
  await Promise.all(fleet.servers.map((server) => server.start()))
}

const postgresAway: AtDraw = async ({ stores }) => {
  stores.postgres.pause()
  await delay(AWAY_MS)
  stores.postgres.resume()
}

const killed: Fault = {
  name: 'queue-killed',
  what: 'waiting rooms are joined, drawn and used while all servers are killed at each draw and Redis is flushed',
  env,
  beside: (environment, injection) => openRooms(environment, injection, killAll),
  inject: ({ stores }, { random, stopping }) =>
    withRedis(stores.redisUrl, async (redis) => {
      let times = 0
      for (; await pause(random.below(FLUSH_MS), stopping); times++) await redis.flushall()
      return times
    }),
}

const away: Fault = {
  name: 'queue-postgres-away',
  what: `PostgreSQL does not answer for ${AWAY_MS / 1_000} s at a draw, and the clocks of two servers are ten minutes off`,
  env,
  flags: (index) => (index === 0 ? [] : [`--import=${CLOCK}?minutes=${index === 1 ? 10 : -10}`]),
  beside: (environment, injection) => openRooms(environment, injection, postgresAway),
}

/** One waiting room after the other until the faults end. */
async function openRooms(environment: Environment, { stopping }: Injection, atDraw: AtDraw): Promise<Finding[]> {
  const tally = new Tally()
  for (let rooms = 0; rooms === 0 || !stopping.aborted; rooms++) await openRoom(environment, { rooms, tally, atDraw })
  return tally.findings
}

/** A sale with a waiting room, from opening it to its last unit. */
async function openRoom(
  environment: Environment,
  { rooms, tally, atDraw }: { rooms: number; tally: Tally; atDraw: AtDraw },
): Promise<void> {
  const { fleet, stores, size } = environment
  const startsAt = Date.now() + GATHER_MS
  const sale = await openSale(environment, rooms, startsAt)
  const random = createRandom(size.seed * 1_000 + rooms)
  const venue: Venue = { servers: fleet.servers, random, tally }
  const visitors: Visitor[] = []
  let lastPass: string | undefined
  const send = async (prefix: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) => {
        const visitor = newVisitor(`visitor:${prefix}-${rooms}-${i}`)
        visitors.push(visitor)
        return visit(venue, sale, visitor, {
          pollMs: POLL_MS,
          cheats: random.below(4) === 0,
          foreign: () => lastPass,
          keepPass(pass) {
            lastPass = pass
          },
        })
      }),
    )
  const early = send('early', EARLY)
  const injected = delay(Math.max(0, startsAt - Date.now())).then(() => atDraw(environment))
  await early
  await injected
  const deadline = performance.now() + SELL_OUT_MS
  let soldOut = false
  for (let waves = 0; !soldOut && performance.now() < deadline; waves++) {
    const visits = await send(`late-${waves}`, LATE_AT_ONCE)
    soldOut = visits.some(({ is }) => is === 'sold_out')
  }
  tally.check('a sale with a waiting room sells out', soldOut, () => `sale ${sale.id}`)
  const reported = new Map(visitors.flatMap(({ seq, position }) => (seq && position ? [[seq, position]] : [])))
  await judgeQueue(stores.databaseUrl, sale.id, { tally, reported })
}

async function openSale({ floor }: Environment, room: number, startsAt: number): Promise<QueuedSale> {
  const items = Array.from({ length: ITEMS }, () => ({ stock: STOCK, price: 100 }))
  const starts_at = new Date(startsAt).toISOString()
  const body = { name: 'Queued', door: 'queue', buyer_limit: LIMIT, starts_at, items }
  const sale = await floor.sender.send(async (server) => {
    const answer = await server.client.send<SaleView>('POST', '/v1/admin/sales', { key: `queue ${room}`, body })
    return { entry: answer.body, answer, answered: answer.status === 201, mayWalk: false }
  })
  return { id: sale.id, items: Array.from({ length: sale.items_count }, (_, at) => sale.first_item_id + at) }
}

export const queue = [killed, away]
