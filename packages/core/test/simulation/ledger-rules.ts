import { DEFERRED } from '../../src/ledger/batcher.ts'
import type { EndRow, EndVerdict } from '../../src/ledger/held.ts'
import type { Attempt, Sale, StoredHold, StoredOrder, TakeRow, TakeVerdict } from '../../src/ledger/index.ts'

/** Mutants: each removes one guard of the protocol, to show that the simulation detects it. */
export const mutants = [
  'the ledger does not check the epoch',
  'a void id can still be committed',
  'a rebuild does not lock the sale',
  'the sweeper does not ask the ledger',
  'a response is sent before its commit',
] as const
export type Mutant = (typeof mutants)[number]

type Hold = StoredHold & { endedBy: string | null; due: boolean }
type Void = { status: 'void' }

/** An in-memory copy of the ledger's SQL rules for one sale. Each method is one transaction. */
export class LedgerRules {
  epoch = 1
  /** The lock of a rebuild; commits wait for it. */
  lockedBy: object | null = null
  readonly stocks: number[]
  readonly held: number[]
  readonly sold: number[]
  readonly buyers = new Map<string, number>()
  readonly orders = new Map<string, StoredOrder>()
  readonly holds = new Map<string, Hold | Void>()
  readonly attempts = new Map<string, Attempt>()
  /** Takes that the gate admitted and the ledger refused. */
  refusedTakes = 0
  readonly sale: Sale
  readonly mutant: Mutant | undefined

  constructor(sale: Sale, mutant?: Mutant) {
    this.sale = sale
    this.mutant = mutant
    this.stocks = [...sale.stocks]
    this.held = this.stocks.map(() => 0)
    this.sold = this.stocks.map(() => 0)
  }

  at = (itemId: number): number => itemId - this.sale.firstItemId
  free = (itemId: number): number =>
    (this.stocks[this.at(itemId)] ?? 0) - (this.held[this.at(itemId)] ?? 0) - (this.sold[this.at(itemId)] ?? 0)
  room = (userId: string): number => this.sale.buyerLimit - (this.buyers.get(userId) ?? 0)

  recordAttempts(rows: Attempt[]): true[] {
    return rows.map((row) => {
      if (!this.attempts.has(row.id)) this.attempts.set(row.id, row)
      return true
    })
  }

  commitTakes(rows: TakeRow[], repeated: boolean): (TakeVerdict | typeof DEFERRED)[] {
    const before = { free: new Map<number, number>(), room: new Map<string, number>() }
    for (const row of rows) {
      before.room.set(row.userId, this.room(row.userId))
      for (const { itemId } of row.lines) before.free.set(itemId, this.free(itemId))
    }
    return rows.map((row) => this.#commitTake(row, repeated, before))
  }

  #commitTake(row: TakeRow, repeated: boolean, before: { free: Map<number, number>; room: Map<string, number> }) {
    const { id, userId, kind } = row
    const known = kind === 'hold' ? this.holds.get(id) : this.orders.get(id)
    const voided = known?.status === 'void'
    if (known && !(voided && this.mutant === 'a void id can still be committed')) {
      return { status: 'exists' as const, ours: repeated }
    }
    const stale = row.epoch !== null && row.epoch !== this.epoch
    if (stale && this.mutant !== 'the ledger does not check the epoch') return { status: 'stale' as const }
    if (kind === 'hold' && this.activeHold(row.lines[0]?.itemId ?? 0, userId))
      return { status: 'already_held' as const }

    let [room, roomBefore] = [this.room(userId), before.room.get(userId) ?? 0]
    const lines = row.lines.map(({ itemId, quantity }) => {
      const price = this.sale.prices[this.at(itemId)] ?? 0
      if (quantity > (before.free.get(itemId) ?? 0)) return { itemId, quantity, price, verdict: 'sold_out' as const }
      if (quantity > roomBefore) return { itemId, quantity, price, verdict: 'limit_reached' as const }
      roomBefore -= quantity
      if (quantity > this.free(itemId) || quantity > room) return DEFERRED
      room -= quantity
      return { itemId, quantity, price, verdict: 'taken' as const }
    })
    if (lines.includes(DEFERRED)) return DEFERRED
    const decided = lines.filter((line) => line !== DEFERRED)
    const taken = decided.filter((line) => line.verdict === 'taken')
    if (row.epoch !== null && taken.length < decided.length) this.refusedTakes++
    if (taken.length === 0) return { status: 'refused' as const, lines: decided }

    const units = taken.reduce((sum, line) => sum + line.quantity, 0)
    for (const { itemId, quantity } of taken) this.#move(kind === 'hold' ? this.held : this.sold, itemId, quantity)
    this.buyers.set(userId, (this.buyers.get(userId) ?? 0) + units)
    const now = new Date(0)
    const times = { createdAt: now, changedAt: now }
    if (kind === 'hold') {
      const itemId = taken[0]?.itemId ?? 0
      const hold = {
        id,
        saleId: this.sale.id,
        itemId,
        userId,
        status: 'active' as const,
        expiresAt: now,
        price: null,
        ...times,
      }
      this.holds.set(id, { ...hold, endedBy: null, due: false })
    } else this.orders.set(id, this.#order(id, userId, taken))
    return { status: 'taken' as const, createdAt: now, lines: decided }
  }

  endHeld(rows: EndRow[]): EndVerdict[] {
    // The sales of a simulation are hourly: nothing is withdrawn.
    const withdrawn = false
    return rows.map(({ id, target, requestId = null }) => {
      const hold = this.holds.get(id)
      if (!hold || hold.status === 'void') return { status: 'not_found', changedAt: null, withdrawn }
      const { changedAt } = hold
      if (hold.status === target && hold.endedBy === requestId) return { status: 'done', changedAt, withdrawn }
      if (hold.status !== 'active') return { status: hold.status as EndVerdict['status'], changedAt, withdrawn }
      hold.status = target === 'confirmed' ? 'confirmed' : 'canceled'
      hold.endedBy = requestId
      this.#end(hold)
      return { status: 'done', changedAt, withdrawn }
    })
  }

  expireHolds(): { saleId: number; id: string; withdrawn: boolean }[] {
    const due = this.active().filter((hold) => hold.due)
    for (const hold of due) {
      hold.status = 'expired'
      this.#end(hold)
    }
    return due.map(({ saleId, id }) => ({ saleId, id, withdrawn: false }))
  }

  voidOrders(ids: string[]): { id: string; status: StoredOrder['status'] }[] {
    return ids.map((id) => {
      if (this.mutant === 'the sweeper does not ask the ledger') return { id, status: 'void' }
      const known = this.orders.get(id)
      if (!known) this.orders.set(id, { ...this.#order(id, '', []), status: 'void' })
      return { id, status: known?.status ?? 'void' }
    })
  }

  voidHolds(ids: string[]): { id: string; status: StoredHold['status'] | 'void' }[] {
    return ids.map((id) => {
      const known = this.holds.get(id)
      if (!known) this.holds.set(id, { status: 'void' })
      return { id, status: known?.status ?? 'void' }
    })
  }

  active = (): Hold[] => [...this.holds.values()].filter((hold): hold is Hold => hold.status === 'active')
  activeHold = (itemId: number, userId: string): Hold | null =>
    this.active().find((hold) => hold.itemId === itemId && hold.userId === userId) ?? null
  hold(id: string): Hold | null {
    const hold = this.holds.get(id)
    return hold && hold.status !== 'void' ? { ...hold } : null
  }

  #end(hold: Hold): void {
    this.#move(this.held, hold.itemId, -1)
    if (hold.status !== 'confirmed') return void this.buyers.set(hold.userId, (this.buyers.get(hold.userId) ?? 0) - 1)
    this.#move(this.sold, hold.itemId, 1)
    this.orders.set(hold.id, this.#order(hold.id, hold.userId, [{ itemId: hold.itemId, quantity: 1, price: 1 }]))
  }

  #order(id: string, userId: string, lines: StoredOrder['lines']): StoredOrder {
    const units = lines.reduce((sum, line) => sum + line.quantity, 0)
    const at = new Date(0)
    return {
      id,
      saleId: this.sale.id,
      status: 'confirmed',
      reason: null,
      userId,
      units,
      total: units,
      createdAt: at,
      changedAt: at,
      payBy: null,
      lines: lines.map(({ itemId, quantity, price }) => ({ itemId, quantity, price })),
      refunds: [],
    }
  }

  #move(counts: number[], itemId: number, by: number): void {
    counts[this.at(itemId)] = (counts[this.at(itemId)] ?? 0) + by
  }
}
