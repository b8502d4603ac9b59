import { setTimeout as delay } from 'node:timers/promises'
import type { AuditView } from '@hourglass/core/contract'
import { together } from '../../harness/concurrently.ts'
import { createRandom, type Random } from '../../harness/random.ts'
import type { Journal } from './journal.ts'
import { buyerName, type CrowdSize, type ItemRange, planVisits } from './plan.ts'
import type { Shop } from './shop.ts'
import { buy, visits } from './visits.ts'

/** How long the crowd goes on after its tries until all is sold. Takes of a killed server come back after their lease (10 s). */
const REST_MS_MAX = 120_000
const REST_PAUSE_MS = 250
const REST_ITEMS_MAX = 4
const PAGE_ITEMS = 200

export interface Crowd extends CrowdSize {
  shop: Shop
  journal: Journal
  saleId: number
  items: ItemRange
  limit: number
  /** Buyers that act at once. */
  connections: number
}

/** The tries as they were planned, then whoever may still buy takes what is left. @returns whether it sold out in time */
export async function untilSoldOut(crowd: Crowd): Promise<boolean> {
  const planned = planVisits(crowd, crowd.items)
  await together(crowd.connections, planned, (visit) => visits[visit.kind](crowd.shop, visit))

  const random = createRandom(crowd.seed + 1)
  const deadline = performance.now() + REST_MS_MAX
  while (performance.now() < deadline) {
    const left = await available(crowd)
    if (left.length > 0) {
      await together(crowd.connections, planRest(crowd, left, random), (visit) => buy(crowd.shop, visit))
      continue
    }
    const { units } = await crowd.shop.read<AuditView>(`/v1/sales/${crowd.saleId}/audit`)
    if (units.sold === units.stock) return true
    await delay(REST_PAUSE_MS)
  }
  return false
}

async function available({ shop, saleId }: Crowd): Promise<number[]> {
  const found: number[] = []
  for (;;) {
    const query = `state=available&limit=${PAGE_ITEMS}&offset=${found.length}`
    const page = await shop.read<{ total: number; items: { id: number }[] }>(`/v1/sales/${saleId}/items?${query}`)
    found.push(...page.items.map((item) => item.id))
    if (page.items.length === 0 || found.length >= page.total) return found
  }
}

/** Deals the items out to buyers with room under the limit, beginning anywhere among them. */
function planRest({ buyers, limit, journal }: Crowd, left: readonly number[], random: Random) {
  const plan: { userId: string; itemIds: number[] }[] = []
  const start = random.below(buyers)
  let dealt = 0
  for (let i = 0; i < buyers && dealt < left.length; i++) {
    const userId = buyerName((start + i) % buyers)
    const room = limit - journal.unitsOf(userId)
    if (room <= 0) continue
    const itemIds = left.slice(dealt, dealt + Math.min(room, 1 + random.below(REST_ITEMS_MAX)))
    plan.push({ userId, itemIds })
    dealt += itemIds.length
  }
  return plan
}
