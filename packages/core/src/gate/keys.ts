/** Keys of one sale. The braces are a hash tag: Redis Cluster keeps them in one slot, so one script may touch them all. */
export interface SaleKeys {
  meta: string
  units: string
  buyers: string
  takes: string
  /** Staging place of a snapshot's buyers. */
  staged: string
  /** A checkout as the gate of one epoch knows it; the next gate reads it back from the ledger. */
  checkout(epoch: number, id: string): string
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
      checkout: (epoch, id) => `${tag}:checkout:${epoch}:${id}`,
    }
    known.set(saleId, keys)
  }
  return keys
}
