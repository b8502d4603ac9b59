/** Keys of one sale. The braces are a hash tag: Redis Cluster keeps them in one slot, so one script may touch them all. */
export interface SaleKeys {
  meta: string
  units: string
  /** Limits of items that have one of their own. */
  limits: string
  buyers: string
  /** Units of limited items, by item and buyer. */
  buyerItems: string
  takes: string
  holds: string
  /** Which hold a buyer has of an item. */
  holders: string
  /** What a script that decides several calls is given of the sale, in its order. */
  ofCheckout: readonly string[]
  ofTake: readonly string[]
  ofSettle: readonly string[]
  /** A checkout as the gate of one epoch knows it; the next gate reads it back from the ledger. */
  checkout(epoch: number, id: string): string
}

/** What a snapshot fills part by part, each in a staging place of its own. */
export const STAGED = ['buyers', 'buyerItems', 'holds', 'holders'] as const
export type Staged = (typeof STAGED)[number]

/** Sales whose keys are remembered; the first ones are forgotten first, and spelled anew when somebody asks. */
export const KEYS_KNOWN_MAX = 1_024

const known = new Map<number, SaleKeys>()

/** The only place where keys are spelled. */
export function keysOf(saleId: number): SaleKeys {
  let keys = known.get(saleId)
  if (!keys) {
    const tag = `hg:{${saleId}}`
    const [meta, units, limits, buyers] = [`${tag}:meta`, `${tag}:units`, `${tag}:limits`, `${tag}:buyers`]
    const buyerItems = `${tag}:buyer_items`
    const [takes, holds, holders] = [`${tag}:takes`, `${tag}:holds`, `${tag}:holders`]
    keys = {
      meta,
      units,
      limits,
      buyers,
      buyerItems,
      takes,
      holds,
      holders,
      ofCheckout: [meta, units, takes],
      ofTake: [meta, units, buyers, takes, holds, holders, buyerItems, limits],
      ofSettle: [meta, units, takes, holds, holders],
      checkout: (epoch, id) => `${tag}:checkout:${epoch}:${id}`,
    }
    known.set(saleId, keys)
    const first = known.size > KEYS_KNOWN_MAX ? known.keys().next().value : undefined
    if (first !== undefined) known.delete(first)
  }
  return keys
}

export const stagedKeyOf = (saleId: number, name: Staged): string => `hg:{${saleId}}:staged:${name}`

/** A bucket of requests; each in a slot of its own. */
export const limitKeyOf = (bucket: string): string => `hg:limit:{${bucket}}`
