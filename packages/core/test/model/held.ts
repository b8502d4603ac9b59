import type { Line, Share, StockModel } from './stock.ts'

/** Where a server crashes. `before notify`: it has responded, but does not notify the gate. */
export type HeldCrash = 'none' | 'before commit' | 'after commit' | 'before notify'

interface Taken {
  kind: 'hold' | 'order'
  share: Share
  committed: boolean
}

/** Holds by name (`user position`) and undecided orders. */
export interface Held {
  hold(user: string, position: number, crash: HeldCrash): string
  holdWithoutGate(user: string, position: number): string
  /** Ends a hold; `over` if it has already ended. */
  end(name: string, target: 'confirmed' | 'canceled' | 'expired'): string
  order(user: string, lines: Line[], crash: HeldCrash): string
  orderWithoutGate(user: string, lines: Line[]): string
  /** Decides every waiting order. */
  decide(approves: (share: Share) => boolean): void
  sweep(): void
  forget(): void
  openTakes(): number
}

export const holdName = (user: string, position: number): string => `${user} ${position}`

export function createHeld(stock: StockModel): Held {
  const takes = new Map<string, Taken>()
  let orders = 0

  function drop(name: string): void {
    const take = takes.get(name)
    if (take) stock.taken.delete(take.share)
    takes.delete(name)
  }

  function commit(name: string, taken: Omit<Taken, 'committed'>, crash: HeldCrash): string {
    const take = takes.get(name) ?? { ...taken, committed: false }
    if (crash === 'before commit') {
      stock.taken.add(take.share)
      takes.set(name, take)
      return 'crash'
    }
    drop(name)
    stock.held.set(name, take.share)
    if (crash !== 'none') takes.set(name, { ...take, committed: true })
    return crash === 'after commit' ? 'crash' : 'ok'
  }

  /** The hold exists. A crash is possible only while the commit is repeated. */
  function same(name: string, crash: HeldCrash): string {
    if (crash === 'before commit' || crash === 'after commit') return 'crash'
    if (crash === 'none') drop(name)
    return 'same'
  }

  const want = (user: string, lines: Line[], view: 'gate' | 'ledger'): { share: Share; refusal: string } | string => {
    const { chosen, refusal } = stock.choose(user, lines, view)
    const short = lines.filter((line) => !chosen.includes(line))
    return short.length > 0 ? stock.explain(user, short, refusal, lines) : { share: { user, lines }, refusal }
  }

  return {
    hold(user, position, crash) {
      const name = holdName(user, position)
      if (stock.held.has(name)) return same(name, crash)
      const lines = [{ position, quantity: 1 }]
      const wanted = takes.has(name) ? { share: { user, lines } } : want(user, lines, 'gate')
      return typeof wanted === 'string' ? wanted : commit(name, { kind: 'hold', share: wanted.share }, crash)
    },
    holdWithoutGate(user, position) {
      const name = holdName(user, position)
      if (stock.held.has(name)) return 'same'
      const wanted = want(user, [{ position, quantity: 1 }], 'ledger')
      if (typeof wanted === 'string') return wanted
      stock.held.set(name, wanted.share)
      return 'ok'
    },
    end(name, target) {
      const share = stock.held.get(name)
      if (!share) return 'over'
      drop(name)
      stock.held.delete(name)
      if (target === 'confirmed') stock.sold.push(share)
      return 'ok'
    },
    order(user, lines, crash) {
      const wanted = want(user, lines, 'gate')
      if (typeof wanted === 'string') return wanted
      return commit(`order ${orders++}`, { kind: 'order', share: wanted.share }, crash)
    },
    orderWithoutGate(user, lines) {
      const wanted = want(user, lines, 'ledger')
      if (typeof wanted === 'string') return wanted
      stock.held.set(`order ${orders++}`, wanted.share)
      return 'ok'
    },
    decide(approves) {
      for (const [name, share] of stock.held) {
        if (!name.startsWith('order ')) continue
        drop(name)
        stock.held.delete(name)
        if (approves(share)) stock.sold.push(share)
      }
    },
    sweep: () => [...takes.keys()].forEach(drop),
    forget: () => [...takes.keys()].forEach(drop),
    openTakes: () => takes.size,
  }
}
