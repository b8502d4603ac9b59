import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { Gate, GateSale, Snapshot, TakeKind, Wanted } from '../../src/gate/index.ts'
import { createStage, type Stage } from '../stage.ts'

export const PAST = new Date(Date.now() - 60_000)
export const FUTURE = new Date(Date.now() + 3_600_000)
export const LEASE_MS = 30_000

/** One unit of each position, requested by a buyer. */
export const wantedBy = (userId: string, ...positions: number[]): Wanted => ({
  userId,
  lines: positions.map((position) => ({ position, quantity: 1 })),
  ttlMs: 60_000,
})
export const ann = (...positions: number[]): Wanted => wantedBy('ann', ...positions)
export const bob = (...positions: number[]): Wanted => wantedBy('bob', ...positions)

/** A snapshot of a sale without purchases. */
export const newSale = { startsAt: PAST, endsAt: null, paused: false, limits: [], buyers: [], buyerItems: [], held: [] }

/** A gate on a real Redis, with sales that exist only there. */
export interface GateStage {
  readonly gate: Gate
  /** An unused sale id. */
  unusedId(): number
  /** A sale of three items with one unit each and one item with two, limit 2. */
  freshSale(change?: Partial<Snapshot>): Promise<GateSale>
  take(
    sale: GateSale,
    id: string,
    wanted?: Wanted,
    more?: { leaseMs?: number; kind?: TakeKind },
  ): ReturnType<Gate['take']>
  /** Units on the shelf and out by position, units per buyer, and open takes. */
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
      const snapshot = { ...newSale, saleId, epoch: 1, buyerLimit: 2, units, ...change }
      assert.equal((await stage.ctx.gate.install(snapshot)).status, 'ok')
      return { id: saleId, epoch: snapshot.epoch }
    },
    take: (sale, id, wanted, more = {}) =>
      stage.ctx.gate.take(sale, { id, kind: 'purchase', leaseMs: LEASE_MS, wanted, ...more }),
    async state(sale) {
      const found = await stage.ctx.gate.compare(sale)
      if (found.status !== 'ok') throw new Error(`unexpected status ${found.status}`)
      return {
        left: [...found.units.left].join(),
        out: [...found.units.out].join(),
        buyers: Object.fromEntries(found.buyers),
        takes: [...found.takes.keys()].sort().join(),
      }
    },
  }
}
