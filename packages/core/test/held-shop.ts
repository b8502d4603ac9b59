import assert from 'node:assert/strict'
import type { HoldView, Outcome, SaleView } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import { type Context, createHold, openMerchantSale, placeOrder, reconcile } from '../src/operations/index.ts'
import { crashAfter, crashBefore, unreachable, withFaults } from './faults.ts'
import { auditOf } from './shop.ts'

/** The value of a successful outcome. A refusal fails the test. */
export function granted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) assert.fail(JSON.stringify(outcome))
  return outcome.value
}

/** An outcome as a short string. */
export const wordOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.code)

export const itemAt = (sale: Sale, position: number): number => sale.firstItemId + position

export async function holdOf(ctx: Context, sale: Sale, userId: string, position: number): Promise<HoldView> {
  return granted(await createHold(ctx, { user_id: userId, item_id: itemAt(sale, position) })).reservation
}

/** Lines as `position × quantity`. */
export const order = (ctx: Context, sale: Sale, userId: string, ...lines: [position: number, quantity: number][]) =>
  placeOrder(ctx, {
    user_id: userId,
    items: lines.map(([position, quantity]) => ({ id: itemAt(sale, position), quantity })),
  })

/** A merchant sale that is open now. */
export async function merchantSale(ctx: Context, items: object[], more: object = {}): Promise<Sale> {
  const view: SaleView = granted(await openMerchantSale(ctx, { name: 'Winter coats', items, ...more }))
  const sale = await ctx.sales.get(view.id)
  if (!sale) throw new Error('the sale does not exist')
  return sale
}

/** The same server, crashing at a named point of its next hold or order. */
export function crashingOn(ctx: Context, point: 'before commit' | 'after commit' | 'before notify'): Context {
  if (point === 'before notify') return withFaults(ctx, { gate: { hold: unreachable } })
  return withFaults(ctx, { ledger: { commitTake: point === 'before commit' ? crashBefore : crashAfter } })
}

/** Units of a sale as `sold + held + free` in the ledger. The gate must have the same counts. */
export async function unitsOf(ctx: Context, sale: Sale): Promise<string> {
  const { units, promises, gate } = await auditOf(ctx, sale)
  assert.deepEqual(promises, { exact: true, fair: true, conserved: true })
  if (gate) assert.deepEqual([gate.free, gate.out], [units.free, units.held], 'gate and ledger')
  return `${units.sold} + ${units.held} + ${units.free}`
}

/** Asserts that gate and ledger are equal, per buyer and per item. */
export async function agree(ctx: Context): Promise<void> {
  const memory = new Map()
  await reconcile(ctx, memory)
  assert.equal(await reconcile(ctx, memory), 0, 'gate and ledger agree')
}
