import assert from 'node:assert/strict'
import type { AuditView, CheckoutView, Outcome, PurchaseView } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import { audit, type Context, checkout, purchase } from '../src/operations/index.ts'
import { crashAfter, crashBefore, unreachable, withFaults } from './faults.ts'

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

/** An outcome as a short string: `sold 2`, `code_used`, … */
export function word(outcome: Outcome<PurchaseView>): string {
  return outcome.ok ? `sold ${outcome.value.total_purchased}` : outcome.code
}

export const buy = async (ctx: Context, code: string): Promise<string> => word(await purchase(ctx, { code }))

export async function auditOf(ctx: Context, sale: Sale): Promise<AuditView> {
  const outcome = await audit(ctx, { id: sale.id })
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

/** The same server, crashing at a named point of its next purchases. */
export function crashing(ctx: Context, point: 'before commit' | 'after commit' | 'before settle'): Context {
  if (point === 'before settle') return withFaults(ctx, { gate: { settle: unreachable } })
  return withFaults(ctx, { ledger: { commitTake: point === 'before commit' ? crashBefore : crashAfter } })
}
