import { pick, type Random } from '../../../src/catalog/random.ts'
import type { TestPaymentAction } from '../../../src/contract/index.ts'
import {
  advancePayments,
  type Context,
  cancelOrder,
  checkout,
  placeOrder,
  purchase,
  refundOrder,
} from '../../../src/operations/index.ts'
import { Crash, crashingBeforeStatement, type Fault, fails, withFaults } from '../../faults.ts'
import { itemAt, wordOf } from '../../held-shop.ts'
import { act } from '../../paid-sale.ts'
import type { Choice } from '../play.ts'
import { loseConnections } from './slot.ts'
import type { World } from './world.ts'

/** Steps of time, in ms: within a second, beyond a claim, beyond the deadline, and beyond the time that an absent provider is given. */
const STEPS_MS = [300, 5_000, 31_000, 61_000, 400_000]
const PAYING: readonly TestPaymentAction[] = [
  'approve',
  'approve',
  'approve',
  'approve_late',
  'approve_late',
  'approve_silently',
  'approve_twice',
  'approve_reordered',
  'approve_other_amount',
  'decline',
]
const CALLS = ['create', 'read', 'expire', 'capture', 'release', 'refund', 'endHeld'] as const
/** Statements of a refund. */
const STATEMENTS_MAX = 24

const anyServer = ({ slot, random }: World): Context => pick(random, slot.servers)
const isHeads = (random: Random): boolean => random() < 0.5

/** An operation that may be killed, or find a store away, and nothing else. */
async function attempt({ witness }: World, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Crash)) witness.fails(error)
  }
}

const advances = (world: World, server: Context): Promise<void> => attempt(world, () => advancePayments(server))

/** The server dies at a call: everything that it does from then on fails, too. */
function mortal(server: Context, call: (typeof CALLS)[number], isAfter: boolean): Context {
  let isDead = false
  const dies: Fault =
    (work) =>
    async (...args) => {
      if (isAfter) await work(...args)
      isDead = true
      throw new Crash(`${isAfter ? 'after' : 'before'} ${call}`)
    }
  const db = new Proxy(server.db, {
    get(target, name) {
      if (isDead) throw new Crash('it is dead')
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  const faults = call === 'endHeld' ? { ledger: { endHeld: dies } } : { payments: { [call]: dies } }
  return { ...withFaults(server, faults), db }
}

const REFUSED =
  /^(sold_out|item_held|limit_reached|unavailable|busy|payment_not_found|payment_ended|order_not_\w+|invalid_request)$/

async function asks(world: World, what: string, work: () => Promise<Parameters<typeof wordOf>[0]>): Promise<void> {
  await attempt(world, async () => {
    const outcome = await work()
    world.trace?.(`   ${what}: ${wordOf(outcome)}`)
    if (!outcome.ok && !REFUSED.test(outcome.code)) world.witness.fails(`${what}: ${outcome.code}`)
  })
}

/** An order of the world, newest first more often. */
function someOrder({ random, witness }: World): string | undefined {
  const { orders } = witness
  if (orders.length === 0) return
  return isHeads(random) ? orders.at(-1) : pick(random, orders)
}

/** A refund of a whole order, or of one unit of an item that it may not have. */
function refundOf(world: World): object | undefined {
  const { random, sale } = world
  const id = someOrder(world)
  const items = isHeads(random)
    ? undefined
    : [{ id: itemAt(sale, Math.floor(random() * sale.itemsCount)), quantity: 1 }]
  return id === undefined ? undefined : { id, items, restock: random() < 0.8, reason: 'Damaged' }
}

export const ACTIONS: Record<string, Choice<World>> = {
  buy: {
    weight: 8,
    choose(world) {
      const { random, sale, witness } = world
      const [server, userId] = [anyServer(world), pick(random, world.buyers)]
      const id = itemAt(sale, Math.floor(random() * sale.itemsCount))
      return () =>
        asks(world, `${userId} buys ${id}`, async () => {
          const intent = await checkout(server, { user_id: userId, id })
          if (!intent.ok) return intent
          const bought = await purchase(server, { code: intent.value.code })
          if (bought.ok) witness.orders.push(bought.value.order.id)
          return bought
        })
    },
  },
  order: {
    weight: 6,
    choose(world) {
      const { random, sale, witness } = world
      const [server, userId] = [anyServer(world), pick(random, world.buyers)]
      const items = [0, 1].map((at) => ({ id: itemAt(sale, at), quantity: 1 + Math.floor(random() * 2) }))
      const given = isHeads(random) ? items : items.slice(0, 1)
      return () =>
        asks(world, `${userId} orders`, async () => {
          const placed = await placeOrder(server, { user_id: userId, items: given })
          if (placed.ok) witness.orders.push(placed.value.id)
          return placed
        })
    },
  },
  pay: {
    weight: 14,
    choose(world) {
      const [server, id, action] = [anyServer(world), someOrder(world), pick(world.random, PAYING)]
      return id ? () => asks(world, `${action} ${id}`, () => act(server, { id }, action)) : undefined
    },
  },
  advance: {
    weight: 12,
    choose(world) {
      const server = anyServer(world)
      return () => advances(world, server)
    },
  },
  refund: {
    weight: 5,
    choose(world) {
      const [server, given] = [anyServer(world), refundOf(world)]
      return given && (() => asks(world, `refund ${JSON.stringify(given)}`, () => refundOrder(server, given)))
    },
  },
  cancel: {
    weight: 5,
    choose(world) {
      const [server, id] = [anyServer(world), someOrder(world)]
      return id ? () => asks(world, `cancel ${id}`, () => cancelOrder(server, { id })) : undefined
    },
  },
  'time passes': {
    weight: 8,
    choose(world) {
      const ms = pick(world.random, STEPS_MS)
      return () => world.slot.clock.pass(ms)
    },
  },
  'kill a server that settles payments': {
    weight: 8,
    isFault: true,
    choose(world) {
      const server = mortal(anyServer(world), pick(world.random, CALLS), isHeads(world.random))
      return () => advances(world, server)
    },
  },
  'kill a server that refunds': {
    weight: 3,
    isFault: true,
    choose(world) {
      const server = crashingBeforeStatement(anyServer(world), 1 + Math.floor(world.random() * STATEMENTS_MAX))
      const given = refundOf(world)
      return given && (() => asks(world, 'a killed refund', () => refundOrder(server, given)))
    },
  },
  'the provider is away': {
    weight: 2,
    isFault: true,
    choose(world) {
      const down = fails(new Error('503'))
      const payments = Object.fromEntries(
        ['read', 'expire', 'capture', 'release', 'refund'].map((call) => [call, down]),
      )
      const server = withFaults(anyServer(world), { payments })
      return () => advances(world, server)
    },
  },
  'flush Redis': {
    weight: 1,
    isFault: true,
    choose:
      ({ slot }) =>
      async () =>
        void (await slot.redis.flushall()),
  },
  'lose all connections': {
    weight: 1,
    isFault: true,
    choose:
      ({ slot }) =>
      async () =>
        void (await loseConnections(slot)),
  },
}
