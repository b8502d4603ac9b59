/** Keys of one sale. The braces are a hash tag: Redis Cluster keeps them in one slot, so one script may touch them all. */
export interface SaleKeys {
  meta: string
  units: string
  buyers: string
  takes: string
  /** Staging place of a snapshot's buyers. */
  staged: string
  checkout(id: string): string
}

const known = new Map<number, SaleKeys>()

/** The only place where keys are spelled. */
export function keysOf(saleId: number): SaleKeys {
  let keys = known.get(saleId)
  if (!keys) {
    const tag = `hg:{${saleId}}`
    keys = {
      meta: `${tag}:meta`,
      units: `${tag}:units`,
      buyers: `${tag}:buyers`,
      takes: `${tag}:takes`,
      staged: `${tag}:staged`,
      checkout: (id) => `${tag}:checkout:${id}`,
    }
    known.set(saleId, keys)
  }
  return keys
}
