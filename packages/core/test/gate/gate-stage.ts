import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { CheckoutRecord, Gate, GateSale, Snapshot, TakeReply } from '../../src/gate/index.ts'
import { createStage, type Stage } from '../stage.ts'

export const PAST = new Date(Date.now() - 60_000)
export const FUTURE = new Date(Date.now() + 3_600_000)
export const LEASE_MS = 30_000

export const ann = (...positions: number[]): CheckoutRecord => ({ userId: 'ann', positions, ttlMs: 60_000 })
export const bob = (...positions: number[]): CheckoutRecord => ({ userId: 'bob', positions, ttlMs: 60_000 })

/** A gate over a real Redis, with sales that only it knows. */
export interface GateStage {
  readonly gate: Gate
  /** An id that no sale has. */
  unusedId(): number
  /** A sale of three items with one unit each and one item with two, limit 2. */
  freshSale(change?: Partial<Snapshot>): Promise<GateSale>
  take(sale: GateSale, id: string, record?: CheckoutRecord, leaseMs?: number): Promise<TakeReply>
  /** What is left on the shelf and out, by position; what buyers are counted for; which takes are open. */
  state(sale: GateSale): Promise<{ left: string; out: string; buyers: Record<string, number>; takes: string }>
}

/** Call it once at the top of a test file. */
export function useGate(): GateStage {
  let stage: Stage
  let nextSaleId = 1_000
  before(async () => {
    stage = await createStage()
  })
  after(() => stage.stop())

  return {
    get gate() {
      return stage.ctx.gate
    },
    unusedId: () => nextSaleId++,
    async freshSale(change = {}) {
      const saleId = nextSaleId++
      const units = [1, 1, 1, 2].map((left) => ({ left, out: 0 }))
      const snapshot = { saleId, epoch: 1, startsAt: PAST, endsAt: null, buyerLimit: 2, units, buyers: [], ...change }
      assert.equal((await stage.ctx.gate.install(snapshot)).status, 'ok')
      return { id: saleId, epoch: snapshot.epoch }
    },
    take: (sale, id, record, leaseMs = LEASE_MS) => stage.ctx.gate.take(sale, { id, leaseMs, record }),
    async state(sale) {
      const found = await stage.ctx.gate.compare(sale)
      if (found.status !== 'ok') throw new Error(`the gate says ${found.status}`)
      return {
        left: [...found.units.left].join(),
        out: [...found.units.out].join(),
        buyers: Object.fromEntries(found.buyers),
        takes: [...found.takes.keys()].sort().join(),
      }
    },
  }
}
