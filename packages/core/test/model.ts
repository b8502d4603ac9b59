/**
 * What should happen, told by a model that knows nothing of Redis, SQL, epochs or batches: a shelf of single items, some
 * of them on their way under a take, and what buyers own.
 */
export interface Model {
  checkout(code: string, user: string, positions: number[]): string
  add(code: string, user: string, positions: number[]): string
  /** The answer to a purchase; a crash leaves what it would leave. */
  purchase(code: string, crash: 'none' | 'before commit' | 'after commit' | 'before settle'): string
  /** The ledger decides alone, then the gate is rebuilt: takes that were not committed are forgotten. */
  purchaseWithoutGate(code: string): string
  sweep(): void
  /** The gate is emptied or built anew: it remembers neither takes nor checkouts. */
  forget(): void
  /** Position → owner. */
  sold(): Map<number, string>
  openTakes(): number
}

interface Checkout {
  user: string
  positions: number[]
  state: 'open' | 'bought' | 'void'
  /** The gate remembers that it is over. */
  marked: boolean
  /** Positions on their way; `committed` when only the gate does not know yet. */
  take: { positions: number[]; committed: boolean } | undefined
}

export function createModel(items: number, limit: number): Model {
  const sold = new Map<number, string>()
  const checkouts = new Map<string, Checkout>()
  const pending = () => [...checkouts.values()].filter((c) => c.take)
  const taken = () => new Set(pending().flatMap((c) => (c.take?.committed ? [] : (c.take?.positions ?? []))))
  const free = (position: number) => position < items && !sold.has(position) && !taken().has(position)
  const owned = (user: string, withTakes: boolean) =>
    [...sold.values()].filter((owner) => owner === user).length +
    (withTakes
      ? pending()
          .filter((c) => c.user === user && !c.take?.committed)
          .reduce((n, c) => n + (c.take?.positions.length ?? 0), 0)
      : 0)

  function sell(checkout: Checkout, positions: number[]): string {
    for (const position of positions) sold.set(position, checkout.user)
    checkout.state = 'bought'
    checkout.take = undefined
    return `sold ${positions.length}`
  }

  function choose(checkout: Checkout, isFree: (position: number) => boolean, room: number) {
    const available = checkout.positions.filter(isFree)
    const chosen = available.slice(0, Math.max(0, room))
    const refusal = available.length > chosen.length ? 'limit_reached' : 'sold_out'
    return { chosen, refusal }
  }

  /** A purchase of a checkout that the ledger has decided. Only where the gate still has a take of it is there anything to crash. */
  function purchaseAgain(checkout: Checkout, crash: string): string {
    const answer = checkout.state === 'bought' ? 'code_used' : 'code_expired'
    if (checkout.marked) return answer
    if (checkout.state === 'void' && !checkout.take) {
      const { chosen } = choose(checkout, free, limit - owned(checkout.user, true))
      if (chosen.length > 0) checkout.take = { positions: chosen, committed: false }
    }
    if (checkout.take && (crash === 'before commit' || crash === 'after commit')) return 'crash'
    if (checkout.take && crash === 'before settle' && checkout.state === 'bought') return answer
    checkout.take = undefined
    checkout.marked = true
    return answer
  }

  return {
    checkout(code, user, positions) {
      const found = positions.filter(free)
      if (found.length === 0) return 'sold_out'
      checkouts.set(code, {
        user,
        positions: found.sort((a, b) => a - b),
        state: 'open',
        marked: false,
        take: undefined,
      })
      return 'ok'
    },
    add(code, user, positions) {
      const checkout = checkouts.get(code)
      if (!checkout || checkout.user !== user) return 'code_not_found'
      if (checkout.state !== 'open') return checkout.state === 'bought' ? 'code_used' : 'code_expired'
      if (checkout.take) return 'in_progress'
      const found = positions.filter(free)
      if (found.length === 0) return 'sold_out'
      checkout.positions = [...new Set([...checkout.positions, ...found])].sort((a, b) => a - b)
      return 'ok'
    },
    purchase(code, crash) {
      const checkout = checkouts.get(code)
      if (!checkout) return 'code_not_found'
      if (checkout.state !== 'open') return purchaseAgain(checkout, crash)
      const { chosen, refusal } = checkout.take
        ? { chosen: checkout.take.positions, refusal: 'sold_out' }
        : choose(checkout, free, limit - owned(checkout.user, true))
      if (chosen.length === 0) return refusal
      if (crash === 'before commit') {
        checkout.take = { positions: chosen, committed: false }
        return 'crash'
      }
      const answer = sell(checkout, chosen)
      checkout.marked = crash === 'none'
      if (crash !== 'none') checkout.take = { positions: chosen, committed: true }
      return crash === 'after commit' ? 'crash' : answer
    },
    purchaseWithoutGate(code) {
      const checkout = checkouts.get(code)
      if (!checkout) return 'code_not_found'
      if (checkout.state !== 'open') return checkout.state === 'bought' ? 'code_used' : 'code_expired'
      const { chosen, refusal } = choose(checkout, (at) => !sold.has(at), limit - owned(checkout.user, false))
      return chosen.length === 0 ? refusal : sell(checkout, chosen)
    },
    sweep() {
      for (const checkout of pending()) {
        if (!checkout.take?.committed) checkout.state = 'void'
        checkout.take = undefined
        checkout.marked = true
      }
    },
    forget() {
      for (const checkout of checkouts.values()) Object.assign(checkout, { take: undefined, marked: false })
    },
    sold: () => sold,
    openTakes: () => pending().length,
  }
}
