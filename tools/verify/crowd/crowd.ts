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

/** Enough patience: a killed server's takes come back after 10 s, and some orders fail. */
const PATIENCE_MS = 120_000
const REST_PAUSE_MS = 250
const REST_QUANTITY_MAX = 5
/** Visits of one round; then it is looked again what is left. */
const REST_VISITS_MAX = 400
/** Then the next round begins, whoever is still under way. */
const ROUND_MS_MAX = 3_000
const PAGE_ITEMS = 200

export interface Crowd extends CrowdSize {
  sender: Sender
  shopper: Shopper
  offers: readonly Offer[]
  /** Shoppers that act at once. */
  connections: number
  /** How long shoppers go on after their tries until all is sold, in ms. */
  patienceMs?: number | undefined
}

/** The tries as they were planned, then new shoppers take what is left. @returns whether every sale sold out in time */
export async function shopUntilSold(crowd: Crowd): Promise<boolean> {
  const open: Promise<unknown>[] = []
  const act = (visit: Visit) => visits[visit.kind](crowd.shopper, visit, (rest) => open.push(rest))
  await concurrently(crowd.connections, planVisits(crowd, crowd.offers), act)
  const soldOut = await sellRest(crowd, act, open)
  // Those that are under way may begin to watch what they have ordered.
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
    // Who waits for a killed server's lease keeps nobody else from buying.
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

/** Deals what is left to shoppers who have nothing yet. */
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
