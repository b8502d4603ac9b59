/** Detects a rolled-back gate: within an epoch, seq never decreases, and replies arrive in order on one connection. */
export interface SeqWatch {
  saw(sale: { id: number; epoch: number }, seq: number): void
  /** Drops all other sales. */
  keepOnly(saleIds: ReadonlySet<number>): void
}

export function createSeqWatch(onRollback: (saleId: number) => void): SeqWatch {
  const highest = new Map<number, { epoch: number; seq: number }>()
  return {
    saw(sale, seq) {
      const last = highest.get(sale.id)
      if (!last || sale.epoch > last.epoch) highest.set(sale.id, { epoch: sale.epoch, seq })
      else if (sale.epoch === last.epoch && seq >= last.seq) last.seq = seq
      else if (sale.epoch === last.epoch) onRollback(sale.id)
    },
    keepOnly(saleIds) {
      for (const id of highest.keys()) if (!saleIds.has(id)) highest.delete(id)
    },
  }
}
