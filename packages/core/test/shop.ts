import assert from 'node:assert/strict'
import type { AuditView, CheckoutView, Outcome, PurchaseView } from '../src/contract/index.ts'
import { GateUnavailable } from '../src/gate/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import { audit, type Context, checkout, purchase } from '../src/operations/index.ts'

/** A code for items at positions of a sale. */
export async function codeFor(ctx: Context, sale: Sale, userId: string, ...positions: number[]): Promise<string> {
  const outcome: Outcome<CheckoutView> = await checkout(ctx, {
    user_id: userId,
    id: positions.map((at) => sale.firstItemId + at),
  })
  assert.equal(outcome.ok, true, JSON.stringify(outcome))
  if (!outcome.ok) throw new Error('unreachable')
  return outcome.value.code
}

/** An outcome in a word: `sold 2`, `code_used`, … */
export function word(outcome: Outcome<PurchaseView>): string {
  return outcome.ok ? `sold ${outcome.value.total_purchased}` : outcome.code
}

export const buy = async (ctx: Context, code: string): Promise<string> => word(await purchase(ctx, { code }))

export async function books(ctx: Context, sale: Sale): Promise<AuditView> {
  const outcome = await audit(ctx, { id: sale.id })
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

/** The process ends here: nothing after it happens, and nobody is told. */
export class Crash extends Error {}

/** The same server, which dies at a named point of its next purchases. */
export function dying(ctx: Context, point: 'before commit' | 'after commit' | 'before settle'): Context {
  const { gate, ledger } = ctx
  return {
    ...ctx,
    gate: Object.create(gate, {
      settle: { value: point === 'before settle' ? () => Promise.reject(new GateUnavailable(point)) : gate.settle },
      release: { value: gate.release },
    }),
    ledger: Object.create(ledger, {
      commitTake: {
        value: async (row: Parameters<typeof ledger.commitTake>[0]) => {
          if (point === 'before commit') throw new Crash(point)
          const verdict = await ledger.commitTake(row)
          if (point === 'after commit') throw new Crash(point)
          return verdict
        },
      },
    }),
  }
}
