import type { Line, Share, StockModel } from './stock.ts'

/** Where a server crashes. `before settle`: it has responded, but does not notify the gate. */
export type Crash = 'none' | 'before commit' | 'after commit' | 'before settle'

interface Checkout {
  user: string
  lines: Line[]
  state: 'open' | 'bought' | 'void'
  /** The take in progress; `committed` if only the gate has not been notified. */
  take: { share: Share; committed: boolean } | undefined
}

/** Checkouts and their outcomes, by code. */
export interface Purchases {
  checkout(code: string, user: string, lines: Line[]): string
  add(code: string, user: string, lines: Line[]): string
  purchase(code: string, crash: Crash): string
  purchaseWithoutGate(code: string): string
  /** Settles takes: uncommitted ones become void. */
  sweep(): void
  /** The gate was flushed or rebuilt: it has no takes. */
  forget(): void
  openTakes(): number
}

export function createPurchases(stock: StockModel): Purchases {
  const checkouts = new Map<string, Checkout>()
  const pending = () => [...checkouts.values()].filter((checkout) => checkout.take)
  const over = (checkout: Checkout) => (checkout.state === 'bought' ? 'code_used' : 'code_expired')

  function drop(checkout: Checkout): void {
    if (checkout.take) stock.taken.delete(checkout.take.share)
    checkout.take = undefined
  }

  function sell(checkout: Checkout, lines: Line[]): string {
    drop(checkout)
    stock.sold.push({ user: checkout.user, lines })
    checkout.state = 'bought'
    return `sold ${lines.reduce((units, line) => units + line.quantity, 0)}`
  }

  /** A crash is possible only while the gate still has a take. */
  function again(checkout: Checkout, crash: Crash): string {
    if (checkout.take && (crash === 'before commit' || crash === 'after commit')) return 'crash'
    if (crash !== 'before settle') drop(checkout)
    return over(checkout)
  }

  return {
    checkout(code, user, lines) {
      const found = lines.filter((line) => stock.isFree(line, 'gate'))
      if (found.length === 0) return stock.explain(user, one(lines), 'sold_out')
      checkouts.set(code, { user, lines: inOrder(found), state: 'open', take: undefined })
      return 'ok'
    },
    add(code, user, lines) {
      const checkout = checkouts.get(code)
      if (!checkout || checkout.user !== user) return 'code_not_found'
      if (checkout.state !== 'open') return over(checkout)
      if (checkout.take) return 'in_progress'
      const found = lines.filter((line) => stock.isFree(line, 'gate'))
      if (found.length === 0) return stock.explain(user, one(lines), 'sold_out')
      checkout.lines = inOrder([...checkout.lines, ...found])
      return 'ok'
    },
    purchase(code, crash) {
      const checkout = checkouts.get(code)
      if (!checkout) return 'code_not_found'
      if (checkout.state !== 'open') return again(checkout, crash)
      const { chosen, refusal } = checkout.take
        ? { chosen: checkout.take.share.lines, refusal: 'sold_out' }
        : stock.choose(checkout.user, checkout.lines, 'gate')
      if (chosen.length === 0) return stock.explain(checkout.user, checkout.lines, refusal)
      if (crash === 'before commit') {
        checkout.take ??= { share: { user: checkout.user, lines: chosen }, committed: false }
        stock.taken.add(checkout.take.share)
        return 'crash'
      }
      const answer = sell(checkout, chosen)
      if (crash !== 'none') checkout.take = { share: { user: checkout.user, lines: chosen }, committed: true }
      return crash === 'after commit' ? 'crash' : answer
    },
    purchaseWithoutGate(code) {
      const checkout = checkouts.get(code)
      if (!checkout) return 'code_not_found'
      if (checkout.state !== 'open') return over(checkout)
      const { chosen, refusal } = stock.choose(checkout.user, checkout.lines, 'ledger')
      return chosen.length === 0 ? stock.explain(checkout.user, checkout.lines, refusal) : sell(checkout, chosen)
    },
    sweep() {
      for (const checkout of pending()) {
        if (!checkout.take?.committed) checkout.state = 'void'
        drop(checkout)
      }
    },
    forget: () => pending().forEach(drop),
    openTakes: () => pending().length,
  }
}

/** A checkout takes as many units as are available. */
const one = (lines: Line[]): Line[] => lines.map((line) => ({ ...line, quantity: 1 }))

/** Sorted by position, without duplicates, with the larger quantity. */
function inOrder(lines: readonly Line[]): Line[] {
  const quantities = new Map<number, number>()
  for (const { position, quantity } of lines)
    quantities.set(position, Math.max(quantities.get(position) ?? 0, quantity))
  return [...quantities].sort(([a], [b]) => a - b).map(([position, quantity]) => ({ position, quantity }))
}
