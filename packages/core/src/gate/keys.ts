/** Keys of one sale. The braces are a hash tag: Redis Cluster keeps the keys in one slot, so that one script can use them all. */
export interface SaleKeys {
  meta: string
  units: string
  /** Per-item limits. */
  limits: string
  buyers: string
  /** Units of limited items, by item and buyer. */
  buyerItems: string
  takes: string
  holds: string
  /** The id of a buyer's hold on an item. */
  holders: string
  /** The sale's keys of each batched script, in the order of its header. */
  ofCheckout: readonly string[]
  ofTake: readonly string[]
  ofSettle: readonly string[]
  /** How many read the live feed on each server. */
  readers: string
  /** A checkout in the gate of one epoch. After a rebuild it is read from the ledger. */
  checkout(epoch: number, id: string): string
}

/** Parts of a snapshot that are loaded in steps, each into its own staging key. */
export const STAGED = ['buyers', 'buyerItems', 'holds', 'holders'] as const
export type Staged = (typeof STAGED)[number]

/** Most sales in the cache of keys. The oldest are evicted and computed again on demand. */
export const KEYS_KNOWN_MAX = 1_024

const known = new Map<number, SaleKeys>()

/** The only place that builds keys. */
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
      readers: `${tag}:readers`,
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

/** The key of a rate-limit bucket; each has its own slot. */
export const limitKeyOf = (bucket: string): string => `hg:limit:{${bucket}}`
