import { until } from '@hourglass/stack/testing'
import { type Random, randomFrom } from '../../../src/catalog/random.ts'
import type { Sale } from '../../../src/ledger/index.ts'
import { advancePayments, closeSale, reconcile, sweep } from '../../../src/operations/index.ts'
import { paidSale } from '../../paid-sale.ts'
import { play } from '../play.ts'
import type { Found } from '../seeds.ts'
import { ACTIONS } from './actions.ts'
import { judge } from './judge.ts'
import { PAYMENT_MS, type Slot } from './slot.ts'
import { Witness } from './witness.ts'

/** Actions and pairs of concurrent actions per world. */
const STEPS = 24
const PAIR_SHARE = 0.5
const BUYERS = ['ann', 'ben', 'cleo']
/** Longer than every pause of the job and than a claim. */
const PAUSE_MS = 61_000
const ROUNDS_MAX = 30

export interface World {
  slot: Slot
  sale: Sale
  random: Random
  buyers: readonly string[]
  witness: Witness
  trace: ((line: string) => void) | undefined
}

/**
 * A sale that takes payment, at three servers. The seed decides all actions and which of them happen at the same time; who of two wins a
 * race in PostgreSQL, it does not decide.
 */
export async function runWorld(slot: Slot, seed: number, trace?: (line: string) => void): Promise<Found> {
  const random = randomFrom(seed)
  await slot.clock.reset()
  const items = [
    { stock: 2, price: 100, buyer_limit: 2 },
    { stock: 2, price: 250 },
  ]
  const sale = await paidSale(slot.servers[0], { items, buyer_limit: 3 })
  const world: World = { slot, sale, random, buyers: BUYERS, witness: new Witness(), trace }
  const played = await play(world, ACTIONS, { steps: STEPS, pairShare: PAIR_SHARE })
  return { broken: await finish(world), ...played }
}

/** Lets everything that is due be done, compares gate and ledger, and judges. */
async function finish(world: World): Promise<string[]> {
  const { slot, sale } = world
  const [server] = slot.servers
  await slot.clock.pass(PAYMENT_MS)
  // Connections that were lost are replaced at the next use.
  const isBack = (work: () => Promise<unknown>) =>
    work().then(
      () => true,
      () => false,
    )
  for (const each of slot.servers) await until('a server advances', () => isBack(() => advancePayments(each)))
  for (let rounds = 0, steps = 1; steps > 0 && rounds < ROUNDS_MAX; rounds++) {
    await slot.clock.pass(PAUSE_MS)
    steps = await advancePayments(server)
    // Payments that have ended are read again now and then for a day.
    if (rounds > 4) break
  }
  await sweep(server)
  const broken = await judge(world)
  const memory = new Map()
  await reconcile(server, memory)
  await reconcile(server, memory)
  if ((await reconcile(server, memory)) > 0) broken.push('gate and ledger differ')
  // The servers of the next world must not advance this one.
  await closeSale(server, { id: sale.id })
  return broken
}
