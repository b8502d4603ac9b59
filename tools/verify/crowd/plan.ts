import { createRandom, drawShare, type Random } from '../../harness/random.ts'
import { buyerName, type CrowdSize } from '../sell-out/plan.ts'
import type { ItemLine } from './calls.ts'
import type { Offer } from './offer.ts'

/** How many of a hundred groups of visits are of which kind. */
const SHARES = {
  /** Checked out and bought by code. */
  buy: 16,
  /** Two to six buyers want the same item at once, by code or by reservation. */
  contended: 8,
  /** The same code two or three times in parallel. */
  code_twice: 5,
  /** A reservation that is confirmed. */
  hold_confirm: 13,
  /** A reservation that is given back. */
  hold_cancel: 7,
  /** A reservation that nobody comes back to. */
  hold_leave: 5,
  /** Confirmed about when its time runs out. */
  hold_late: 4,
  /** Confirmed and given back at once. */
  hold_torn: 4,
  /** The same item reserved twice at once. */
  hold_twice: 4,
  /** Put into the cart, changed, looked at, checked out and bought. */
  cart: 12,
  /** Ordered, and asked for until it is decided. */
  order: 14,
  /** More than one buyer may have, or than there is. */
  order_greedy: 3,
  /** Looks at a sale and a page of its items. */
  browse: 5,
}
const RIVALS_MAX = 6
const LINES_MAX = 4
const QUANTITY_MAX = 3
const GREEDY_QUANTITY = 15

export type VisitKind = keyof typeof SHARES

/** How a shopper sends what changes something. */
export interface Habit {
  keyed: boolean
  /** Sends it a second time under the same key: after its answer, or beside it. */
  repeat: 'no' | 'after' | 'beside'
}

/** What one shopper sets out to do, once. */
export interface Visit {
  kind: VisitKind
  userId: string
  saleId: number
  lines: ItemLine[]
  habit: Habit
  /** Settles what the kind leaves open, 0 to 999. */
  dice: number
}

/** Who tries what, in which order; visits that belong together stand together, and so happen together. */
export function planMixed(size: CrowdSize, offers: readonly Offer[]): Visit[] {
  const random = createRandom(size.seed)
  const visits: Visit[] = []
  while (visits.length < size.tries) visits.push(...group(random, size, random.pick(offers)))
  return visits.slice(0, size.tries).map(withOwnBasket)
}

/** Two visits with one cart would each find the other's lines in it. */
const withOwnBasket = (visit: Visit, index: number): Visit =>
  visit.kind === 'cart' ? { ...visit, userId: `basket-${visit.saleId}-${index + 1}` } : visit

function group(random: Random, { buyers }: CrowdSize, offer: Offer): Visit[] {
  const kind = drawShare(random, SHARES)
  const wanted = linesFor(kind, random, offer)
  const times = kind === 'contended' ? 2 + random.below(RIVALS_MAX - 1) : 1
  return Array.from({ length: times }, () => ({
    kind,
    userId: buyerName(random.below(buyers)),
    saleId: offer.saleId,
    lines: wanted,
    habit: drawHabit(random),
    dice: random.below(1_000),
  }))
}

export function drawHabit(random: Random): Habit {
  const keyed = random.below(10) < 7
  const repeat = drawShare(random, { no: 70, after: 15, beside: 15 })
  return { keyed, repeat: keyed ? repeat : 'no' }
}

function linesFor(kind: VisitKind, random: Random, { items }: Offer): ItemLine[] {
  const several = kind === 'buy' || kind === 'cart' || kind === 'order' ? 1 + random.below(LINES_MAX) : 1
  const ids = new Set(Array.from({ length: several }, () => random.below(items.length)))
  return [...ids].map((index) => {
    const { id, stock, limit } = items[index] ?? random.pick(items)
    if (kind === 'order_greedy') return { id, quantity: GREEDY_QUANTITY }
    const most = Math.min(stock, limit, QUANTITY_MAX)
    return { id, quantity: kind === 'cart' || kind === 'order' ? 1 + random.below(most) : 1 }
  })
}
