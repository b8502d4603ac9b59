/** Changed positions; null: any may have changed. */
export type Changed = readonly number[] | null

export interface Subscriptions {
  /** Units, status and connection. */
  subscribe(listener: () => void): () => void
  /** One item. */
  subscribeItem(itemId: number, listener: () => void): () => void
  /** All items, with the positions that changed. */
  subscribeStates(listener: (changed: Changed) => void): () => void
}

/** Listeners for changes of a sale. Each is called at most once per frame. */
export function createListeners() {
  const all = new Set<() => void>()
  const ofStates = new Set<(changed: Changed) => void>()
  const ofItem = new Map<number, Set<() => void>>()
  let firstItemId = 0
  let waiting: { changed: number[] | null } | undefined

  function notify(): void {
    if (!waiting) return
    const { changed } = waiting
    waiting = undefined
    for (const listener of all) listener()
    if (changed?.length === 0) return
    for (const listener of ofStates) listener(changed)
    const touched = changed ? changed.map((position) => ofItem.get(firstItemId + position)) : ofItem.values()
    for (const listeners of touched) for (const listener of listeners ?? []) listener()
  }

  const subscriptions: Subscriptions = {
    subscribe: (listener) => added(all, listener),
    subscribeStates: (listener) => added(ofStates, listener),
    subscribeItem(itemId, listener) {
      const listeners = ofItem.get(itemId) ?? new Set()
      ofItem.set(itemId, listeners)
      const remove = added(listeners, listener)
      return () => {
        remove()
        if (listeners.size === 0) ofItem.delete(itemId)
      }
    },
  }
  return {
    subscriptions,
    /** Records changed positions, or null for all, and notifies listeners in the next frame. */
    changed(positions: Changed, first = firstItemId): void {
      firstItemId = first
      if (!waiting) requestAnimationFrame(notify)
      const before = waiting?.changed ?? (waiting ? null : [])
      waiting = { changed: before && positions ? [...before, ...positions] : null }
    },
  }
}

function added<T>(set: Set<T>, member: T): () => void {
  set.add(member)
  return () => set.delete(member)
}
