/** The items of each sale that match the shelf's filters. The field dims the others. */
export interface Matches {
  /** Null: nothing is filtered. */
  of(saleId: number): ReadonlySet<number> | null
  set(saleId: number, positions: ReadonlySet<number> | null): void
  subscribe(listener: () => void): () => void
}

export function createMatches(): Matches {
  const found = new Map<number, ReadonlySet<number>>()
  const listeners = new Set<() => void>()
  return {
    of: (saleId) => found.get(saleId) ?? null,
    set(saleId, positions) {
      if (positions) found.set(saleId, positions)
      else found.delete(saleId)
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
