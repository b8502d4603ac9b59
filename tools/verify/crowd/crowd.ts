import { setTimeout as delay } from 'node:timers/promises'
import type { AuditView, SaleItemsView } from '@hourglass/core/contract'
import { concurrently } from '../../harness/concurrently.ts'
import { createRandom, type Random } from '../../harness/random.ts'
import type { Sender } from '../../harness/sender.ts'
import type { Offer } from './offer.ts'
import { type CrowdSize, drawHabit, planVisits, type Visit } from './plan.ts'
import { presets } from './presets.ts'
import type { Shopper } from './shopper.ts'
import { visits } from './visits.ts'

/** Time to sell out. A killed server's takes are released after 10 s, and some orders fail. */
const PATIENCE_MS = 120_000
const REST_PAUSE_MS = 250
const REST_QUANTITY_MAX = 5
/** Visits per round. Each round reads the remaining stock first. */
const REST_VISITS_MAX = 400
/** The next round starts after this time, even if visits are still in progress. */
const ROUND_MS_MAX = 3_000
const PAGE_ITEMS = 200

export interface Crowd extends CrowdSize {
  sender: Sender
  shopper: Shopper
  offers: readonly Offer[]
  /** Concurrent shoppers. */
  connections: number
  /** How long shoppers continue after the planned visits until everything is sold, in ms. */
  patienceMs?: number | undefined
}

/** Runs the planned visits, then new shoppers buy what is left. @returns whether every sale sold out in time */
export async function shopUntilSold(crowd: Crowd): Promise<boolean> {
  const open: Promise<unknown>[] = []
  const act = (visit: Visit) => visits[visit.kind](crowd.shopper, visit, (rest) => open.push(rest))
  await concurrently(crowd.connections, planVisits(crowd, crowd.offers), act)
  const soldOut = await sellRest(crowd, act, open)
  // Visits in progress may start to poll their orders.
  while (open.length > 0) await Promise.all(open.splice(0))
  return soldOut
}

async function sellRest(
  crowd: Crowd,
  act: (visit: Visit) => Promise<unknown>,
  open: Promise<unknown>[],
): Promise<boolean> {
  const { sender, offers } = crowd
  const random = createRandom(crowd.seed + 1)
  const newcomers = { count: 0 }
  const deadline = performance.now() + (crowd.patienceMs ?? PATIENCE_MS)
  while (performance.now() < deadline) {
    const plans = await Promise.all(offers.map((offer) => planRest(crowd, offer, random, newcomers)))
    const plan = plans.flat()
    const round = concurrently(crowd.connections, plan, act)
    open.push(round)
    // A visit that waits for a killed server's lease must not delay the others.
    await Promise.race([round, delay(ROUND_MS_MAX)])
    if (plan.length > 0) continue
    if ((await Promise.all(offers.map((offer) => isSold(sender, offer)))).every(Boolean)) return true
    await delay(REST_PAUSE_MS)
  }
  return false
}

async function isSold(sender: Sender, { saleId }: Offer): Promise<boolean> {
  const { units } = await sender.read<AuditView>(`/v1/sales/${saleId}/audit`)
  return units.sold === units.stock
}

/** Plans visits of new shoppers for the remaining units. */
async function planRest(
  { sender, preset }: Crowd,
  offer: Offer,
  random: Random,
  newcomers: { count: number },
): Promise<Visit[]> {
  const path = `/v1/sales/${offer.saleId}/items?state=available&limit=${PAGE_ITEMS}`
  const { items } = await sender.read<SaleItemsView>(path)
  const plan: Visit[] = []
  for (const { id, units_left: unitsLeft, buyer_limit: limit } of items) {
    for (let left = unitsLeft; left > 0 && plan.length < REST_VISITS_MAX; ) {
      const most = Math.min(left, limit ?? offer.limit, REST_QUANTITY_MAX)
      const quantity = 1 + random.below(most)
      const userId = `newcomer-${offer.saleId}-${++newcomers.count}`
      const kinds = quantity > 1 ? (['cart', 'order'] as const) : (['buy', 'order', 'hold_confirm'] as const)
      const kind = random.pick(kinds.filter((each) => each in presets[preset].shares))
      const habit = drawHabit(random)
      plan.push({ kind, userId, saleId: offer.saleId, lines: [{ id, quantity }], habit, dice: random.below(1_000) })
      left -= quantity
    }
  }
  return plan
}
