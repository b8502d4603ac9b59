import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq } from 'drizzle-orm'
import { pick, type Random, randomFrom } from '../../../src/catalog/random.ts'
import type { Sale } from '../../../src/ledger/index.ts'
import { closeSale, readPlace } from '../../../src/operations/index.ts'
import { granted } from '../../held-shop.ts'
import { queueSale } from '../../queue-shop.ts'
import { play } from '../play.ts'
import type { Found } from '../seeds.ts'
import { ACTIONS } from './actions.ts'
import { judge } from './judge.ts'
import type { Slot } from './slot.ts'
import { Witness } from './witness.ts'

/** Actions and pairs of concurrent actions per world. */
const STEPS = 18
const PAIR_SHARE = 0.45
const STARTS_IN_MS = 60_000
const RATES = [60, 240, 600]
const BUYERS = ['ann', 'ben', 'cleo', 'dan', 'eve', 'fay']

export interface World {
  slot: Slot
  sale: Sale
  random: Random
  buyers: readonly string[]
  /** Start of the sale, by the world's clock, in ms since 1970. */
  startsAt: number
  witness: Witness
  trace: ((line: string) => void) | undefined
}

/**
 * One waiting room at three servers. The seed decides all actions and which of them happen at the same time; who of two wins a race in
 * PostgreSQL, it does not decide.
 */
export async function runWorld(slot: Slot, seed: number, trace?: (line: string) => void): Promise<Found> {
  const random = randomFrom(seed)
  const world = await openWorld(slot, random, trace)
  const played = await play(world, ACTIONS, {
    steps: STEPS,
    pairShare: PAIR_SHARE,
    after: async () => trace?.(`   ${JSON.stringify(await slot.outside.ledger.readQueue(world.sale.id))}`),
  })
  const broken = await finish(world)
  return { broken, ...played }
}

async function openWorld(slot: Slot, random: Random, trace: World['trace']): Promise<World> {
  await slot.clock.reset()
  const [first] = slot.servers
  const items = Array.from({ length: 3 }, () => ({ stock: 1, price: 100 }))
  const settings = { ...first.settings, queue: { ...first.settings.queue, ratePerMinute: pick(random, RATES) } }
  const scheduled = await queueSale({ ...first, settings }, { items })
  const startsAt = Math.floor(slot.clock.now()) + STARTS_IN_MS
  await slot.outside.db
    .update(schema.sales)
    .set({ startsAt: new Date(startsAt) })
    .where(eq(schema.sales.id, scheduled.id))
  const world = {
    slot,
    sale: scheduled,
    random,
    buyers: BUYERS,
    startsAt,
    witness: new Witness(),
    trace,
  }
  await refreshSale(world)
  await refresh(world)
  return world
}

/** What servers do in the time that passes: they read the waiting room, and with it PostgreSQL's clock. */
export async function refresh({ slot, sale }: Pick<World, 'slot' | 'sale'>): Promise<void> {
  await Promise.all(slot.servers.map((server) => server.queues.refresh(sale.id)))
}

/** Every server learns the start and the end of the sale. */
async function refreshSale({ slot, sale }: Pick<World, 'slot' | 'sale'>): Promise<void> {
  await Promise.all(slot.servers.map((server) => server.sales.refresh(sale.id)))
}

/** Lets the sale start if it has not, so that every world has a draw, reads every ticket at every server, and judges. */
async function finish(world: World): Promise<string[]> {
  const { slot, sale, witness } = world
  const toStart = world.startsAt - slot.clock.now()
  if (toStart > 0) await slot.clock.pass(toStart + 1)
  // Connections that were lost are replaced at the next use.
  const isBack = (work: Promise<unknown>) =>
    work.then(
      () => true,
      () => false,
    )
  for (const { ledger } of slot.servers) await until('a server advances', () => isBack(ledger.advanceQueues(1)))
  await refreshSale(world)
  await refresh(world)
  for (const server of slot.servers)
    for (const ticket of witness.tickets())
      witness.reads(server, granted(await readPlace(server, { id: sale.id, ticket })))
  await witness.usesRecorded(world)
  const broken = await judge(world)
  // The servers of the next world must not advance this one.
  await closeSale(slot.servers[0], { id: sale.id })
  return broken
}
