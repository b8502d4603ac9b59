import { until } from '@hourglass/stack/testing'
import { sql } from 'drizzle-orm'
import { pick } from '../../../src/catalog/random.ts'
import {
  type Context,
  changeQueue,
  checkout,
  closeSale,
  joinQueue,
  purchase,
  readPlace,
} from '../../../src/operations/index.ts'
import { wordOf } from '../../held-shop.ts'
import { withPass } from '../../queue-shop.ts'
import type { Action, Choice } from '../play.ts'
import { refresh, type World } from './world.ts'

/** Steps of time, in ms: within a second, longer than servers make up for, and longer than a pass is valid. */
const STEPS_MS = [300, 1_000, 1_000, 2_000, 30_000, 601_000]
const RATES_PER_MINUTE = [1, 60, 240, 1_200]

/** Share of the chosen ends that happen, so that most worlds go on. */
const END_SHARE = 0.25
/** Share of checkouts that are followed by a purchase. */
const BUY_SHARE = 0.25

function ends({ random, witness }: World): boolean {
  const isNow = random() < END_SHARE
  witness.isEnded ||= isNow
  return isNow
}

const anyServer = ({ slot, random }: World): Context => pick(random, slot.servers)

/** An operation that may find PostgreSQL away, and nothing else. */
async function attempt({ witness }: World, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    witness.fails(error)
  }
}

const joins = (world: World, server: Context, userId: string): Promise<void> =>
  attempt(world, async () => {
    const joined = await joinQueue(server, { id: world.sale.id, user_id: userId })
    world.trace?.(`   ${userId} joins: ${wordOf(joined)}`)
    if (joined.ok) world.witness.reads(server, joined.value.place)
    else if (!/^(unavailable|sold_out|queue_closed|door_open)$/.test(joined.code)) world.witness.fails(joined.code)
  })

async function reads({ sale, witness }: World, server: Context, ticket: string): Promise<void> {
  const read = await readPlace(server, { id: sale.id, ticket })
  if (read.ok) witness.reads(server, read.value)
  else if (read.code !== 'unavailable') witness.fails(`${ticket}: ${read.code}`)
}

const advances = (world: World, server: Context): Promise<void> => attempt(world, () => server.ledger.advanceQueues(1))

const changes = (world: World, change: object): Action => {
  const server = anyServer(world)
  return () =>
    attempt(world, async () => {
      const changed = await changeQueue(server, { id: world.sale.id, ...change })
      if (!changed.ok && !/^(unavailable|sale_closed|draw_pending)$/.test(changed.code))
        world.witness.fails(changed.code)
    })
}

async function passes(world: World, ms: number): Promise<void> {
  await world.slot.clock.pass(ms)
  await attempt(world, () => refresh(world))
}

export const ACTIONS: Record<string, Choice<World>> = {
  join: {
    weight: 8,
    choose(world) {
      const [server, buyer] = [anyServer(world), pick(world.random, world.buyers)]
      return () => joins(world, server, buyer)
    },
  },
  'join twice': {
    weight: 3,
    choose(world) {
      const [one, other, buyer] = [anyServer(world), anyServer(world), pick(world.random, world.buyers)]
      return async () => {
        await Promise.all([joins(world, one, buyer), joins(world, other, buyer)])
      }
    },
  },
  'a crowd joins': {
    weight: 2,
    choose(world) {
      const servers = world.buyers.map(() => anyServer(world))
      return async () => {
        await Promise.all(world.buyers.map((buyer, i) => joins(world, servers[i] as Context, buyer)))
      }
    },
  },
  'repeat a join': {
    weight: 2,
    choose(world) {
      const row = {
        saleId: world.sale.id,
        userId: pick(world.random, world.buyers),
        ticket: world.slot.outside.newId(),
        proof: null,
        replaces: null,
      }
      const servers = [anyServer(world), anyServer(world)]
      return () =>
        attempt(world, async () => {
          const verdicts = await Promise.all(servers.map(({ ledger }) => ledger.joinQueue(row)))
          verdicts.push(await (servers[0] as Context).ledger.joinQueue(row))
          world.witness.repeats.push(
            verdicts.map((verdict) => ('place' in verdict ? verdict.place.ticket : verdict.status)),
          )
        })
    },
  },
  read: {
    weight: 5,
    choose(world) {
      const server = anyServer(world)
      const tickets = world.witness.tickets()
      if (tickets.length === 0) return
      const ticket = pick(world.random, tickets)
      return () => attempt(world, () => reads(world, server, ticket))
    },
  },
  advance: {
    weight: 8,
    choose(world) {
      const server = anyServer(world)
      return () => advances(world, server)
    },
  },
  'all servers advance': {
    weight: 6,
    choose: (world) => async () => {
      await Promise.all(world.slot.servers.map((server) => advances(world, server)))
    },
  },
  'time passes': {
    weight: 8,
    choose(world) {
      const ms = pick(world.random, STEPS_MS)
      return () => passes(world, ms)
    },
  },
  start: {
    weight: 6,
    choose(world) {
      const left = world.startsAt - world.slot.clock.now()
      return left > 0 ? () => passes(world, left) : undefined
    },
  },
  'use a pass': {
    weight: 8,
    choose(world) {
      const [server, other] = [anyServer(world), anyServer(world)]
      const tickets = world.witness.tickets()
      const [buys, at] = [world.random() < BUY_SHARE, Math.floor(world.random() * world.sale.itemsCount)]
      if (tickets.length === 0) return
      const ticket = pick(world.random, tickets)
      return () =>
        attempt(world, async () => {
          await reads(world, server, ticket)
          const place = world.witness.passes().findLast((told) => told.ticket === ticket)
          if (!place) return
          const began = world.slot.clock.now()
          const shopper = withPass(other, place.pass)
          const intent = await checkout(shopper, { user_id: place.user_id, id: world.sale.firstItemId + at })
          world.trace?.(`   ${place.user_id} checks out: ${wordOf(intent)}`)
          world.witness.uses.push({ place, began, outcome: wordOf(intent) })
          if (intent.ok && buys) await purchase(shopper, { code: intent.value.code })
        })
    },
  },
  rate: {
    weight: 2,
    choose: (world) => changes(world, { rate_per_minute: pick(world.random, RATES_PER_MINUTE) }),
  },
  pause: { weight: 2, choose: (world) => changes(world, { paused: true }) },
  resume: { weight: 2, choose: (world) => changes(world, { paused: false }) },
  'admit all': {
    weight: 1,
    choose: (world) => changes(world, { admit_all: true }),
  },
  'open the door': {
    weight: 1,
    choose: (world) => (ends(world) ? changes(world, { door: 'open' }) : undefined),
  },
  close: {
    weight: 1,
    choose(world) {
      const server = anyServer(world)
      return ends(world) ? () => attempt(world, () => closeSale(server, { id: world.sale.id })) : undefined
    },
  },
  'lose a server that advances': {
    weight: 1,
    isFault: true,
    choose(world) {
      const server = anyServer(world)
      return () => losesConnection(world, () => advances(world, server))
    },
  },
  'lose all connections': {
    weight: 1,
    isFault: true,
    choose:
      ({ slot }) =>
      async () => {
        await slot.outside.db.execute(sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'hourglass-ledger'`)
      },
  },
}

/** Runs work whose statement waits for the queue's lock, and terminates its session there. Without a lock to wait for, it just runs. */
async function losesConnection({ slot, sale }: World, work: () => Promise<void>): Promise<void> {
  await slot.outside.db
    .transaction(async (tx) => {
      await tx.execute(sql`SELECT FROM queues WHERE sale_id = ${sale.id} FOR UPDATE`)
      let isDone = false
      const working = work().finally(() => {
        isDone = true
      })
      await until('the statement waits for the lock or is done', async () => {
        const { rowCount } = await tx.execute(sql`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'hourglass-ledger'`)
        return isDone || (rowCount ?? 0) > 0
      })
      return { working }
    })
    .then(({ working }) => working)
}
