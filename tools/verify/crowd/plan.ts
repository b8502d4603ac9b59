import { createRandom, drawShare, type Random } from '../../harness/random.ts'
import type { ItemLine } from './calls.ts'
import type { Offer } from './offer.ts'
import { type PresetName, presets, type VisitKind } from './presets.ts'

const RIVALS_MAX = 6
const LINES_MAX = 4
const QUANTITY_MAX = 3
const GREEDY_QUANTITY = 15
const GREEDY_BUYERS = 40
const GREEDY_ITEMS_MAX = 8
/** An id that does not exist in any run. */
const NO_ITEM = 1_000_000_000

export interface CrowdSize {
  buyers: number
  tries: number
  seed: number
  preset: PresetName
}

/** How a shopper sends writes. */
export interface Habit {
  keyed: boolean
  /** Repeats the request: after the response, or concurrently. */
  repeat: 'no' | 'after' | 'beside'
}

/** One planned visit of a shopper. */
export interface Visit {
  kind: VisitKind
  userId: string
  saleId: number
  lines: ItemLine[]
  habit: Habit
  /** Random number from 0 to 999 for details of the visit. */
  dice: number
}

/** Plans all visits in order. Related visits are adjacent, so they run concurrently. */
export function planVisits(size: CrowdSize, offers: readonly Offer[]): Visit[] {
  const random = createRandom(size.seed)
  const visits: Visit[] = []
  while (visits.length < size.tries) visits.push(...group(random, size, random.pick(offers)))
  return visits.slice(0, size.tries).map(withOwnBasket)
}

/** Gives every cart visit its own buyer: visits that share a cart would see each other's lines. */
const withOwnBasket = (visit: Visit, index: number): Visit =>
  visit.kind === 'cart' ? { ...visit, userId: `basket-${visit.saleId}-${index + 1}` } : visit

function group(random: Random, { buyers, preset }: CrowdSize, offer: Offer): Visit[] {
  const kind = drawShare<VisitKind>(random, presets[preset].shares)
  const isContended = kind === 'contended'
  const byHoldsToo = 'hold_confirm' in presets[preset].shares
  const times = isContended ? 2 + random.below(RIVALS_MAX - 1) : kind === 'greedy' ? 3 + random.below(4) : 1
  const greedyOne = buyerName(random.below(Math.min(GREEDY_BUYERS, buyers)))
  const wanted = linesFor(kind, random, offer)
  return Array.from({ length: times }, () => ({
    kind: isContended && byHoldsToo && random.below(3) === 0 ? 'hold_confirm' : kind,
    userId: kind === 'greedy' ? greedyOne : buyerName(random.below(buyers)),
    saleId: offer.saleId,
    lines: kind === 'greedy' ? linesFor(kind, random, offer) : wanted,
    habit: drawHabit(random),
    dice: random.below(1_000),
  }))
}

export const buyerName = (index: number): string => `buyer-${index + 1}`

export function drawHabit(random: Random): Habit {
  const keyed = random.below(10) < 7
  const repeat = drawShare(random, { no: 70, after: 15, beside: 15 })
  return { keyed, repeat: keyed ? repeat : 'no' }
}

function linesFor(kind: VisitKind, random: Random, { items }: Offer): ItemLine[] {
  if (kind === 'mistaken') return [{ id: NO_ITEM + random.below(1_000), quantity: 1 }]
  const ids = new Set(Array.from({ length: countOf(kind, random) }, () => random.below(items.length)))
  return [...ids].map((index) => {
    const { id, stock, limit } = items[index] ?? random.pick(items)
    if (kind === 'order_greedy') return { id, quantity: GREEDY_QUANTITY }
    const most = Math.min(stock, limit, QUANTITY_MAX)
    return { id, quantity: kind === 'cart' || kind === 'order' ? 1 + random.below(most) : 1 }
  })
}

/** Number of different items of a visit. */
function countOf(kind: VisitKind, random: Random): number {
  switch (kind) {
    case 'buy':
    case 'cart':
    case 'order':
      return 1 + random.below(LINES_MAX)
    case 'greedy':
      return 3 + random.below(GREEDY_ITEMS_MAX - 2)
    case 'adding':
      return 2
    default:
      return 1
  }
}
