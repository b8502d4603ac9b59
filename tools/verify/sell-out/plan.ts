import { createRandom, drawShare, type Random } from '../../harness/random.ts'

/** How many of a hundred groups of visits are of which kind. */
const SHARES = {
  /** One item, checked out and bought. */
  single: 42,
  /** Two to six buyers want the same item at once. */
  contended: 12,
  /** Two to five items in one checkout. */
  several: 14,
  /** One of the greedy few, three to six times at once, with many items: beyond the limit. */
  greedy: 3,
  /** The same code two or three times in parallel. */
  twice: 9,
  /** The same code again after its answer. */
  again: 5,
  /** A code that is made up, cut, changed in one place, or another buyer's. */
  forged: 6,
  /** The page is reloaded: two checkouts of the same items, and both are bought. */
  refresh: 5,
  /** A second item is added to the code of the first. */
  adding: 3,
  /** An item that does not exist. */
  mistaken: 1,
}
const RIVALS_MAX = 6
const GREEDY_BUYERS = 40
const GREEDY_VISITS_MAX = 6
const SEVERAL_ITEMS_MAX = 5
const GREEDY_ITEMS_MAX = 8

export type Kind = keyof typeof SHARES

/** What one buyer sets out to do, once. */
export interface Visit {
  kind: Kind
  userId: string
  itemIds: number[]
  /** Settles what the kind leaves open, 0 to 999. */
  dice: number
}

export interface CrowdSize {
  buyers: number
  tries: number
  seed: number
}

/** The items on sale: ids `first` to `first + count - 1`. */
export interface ItemRange {
  first: number
  count: number
}

/** Who tries what, in which order; visits that belong together stand together, and so happen together. */
export function planVisits(size: CrowdSize, items: ItemRange): Visit[] {
  const random = createRandom(size.seed)
  const visits: Visit[] = []
  while (visits.length < size.tries) visits.push(...group(random, size, items))
  return visits.slice(0, size.tries)
}

export const buyerName = (index: number): string => `buyer-${index + 1}`

function group(random: Random, { buyers }: CrowdSize, items: ItemRange): Visit[] {
  const kind = drawShare(random, SHARES)
  const anyone = () => buyerName(random.below(buyers))
  const some = (count: number) => {
    const found = Array.from({ length: count }, () => items.first + random.below(items.count))
    return [...new Set(found)]
  }
  const visit = (userId: string, itemIds: number[]): Visit => ({ kind, userId, itemIds, dice: random.below(1_000) })
  switch (kind) {
    case 'contended': {
      const wanted = some(1)
      return Array.from({ length: 2 + random.below(RIVALS_MAX - 1) }, () => visit(anyone(), wanted))
    }
    case 'greedy': {
      const userId = buyerName(random.below(Math.min(GREEDY_BUYERS, buyers)))
      const visits = 3 + random.below(GREEDY_VISITS_MAX - 2)
      return Array.from({ length: visits }, () => visit(userId, some(3 + random.below(GREEDY_ITEMS_MAX - 2))))
    }
    case 'several':
      return [visit(anyone(), some(2 + random.below(SEVERAL_ITEMS_MAX - 1)))]
    case 'adding':
      return [visit(anyone(), some(2))]
    case 'mistaken':
      return [visit(anyone(), [items.first + items.count + 1_000_000 + random.below(1_000)])]
    default:
      return [visit(anyone(), some(1))]
  }
}
