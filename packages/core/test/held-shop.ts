import assert from 'node:assert/strict'
import type { HoldView, Outcome, SaleView } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import { type Context, createHold, openMerchantSale, placeOrder, reconcile } from '../src/operations/index.ts'
import { crashAfter, crashBefore, unreachable, withFaults } from './faults.ts'
import { books } from './shop.ts'

/** The value of a yes; a refusal fails the test. */
export function granted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) assert.fail(JSON.stringify(outcome))
  return outcome.value
}

/** An outcome in a word. */
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
  if (!sale) throw new Error('the sale is not there')
  return sale
}

/** The same server, which dies with its next hold or order. */
export function dyingWith(ctx: Context, point: 'before commit' | 'after commit' | 'before the gate hears'): Context {
  if (point === 'before the gate hears') return withFaults(ctx, { gate: { hold: unreachable } })
  return withFaults(ctx, { ledger: { commitTake: point === 'before commit' ? crashBefore : crashAfter } })
}

/** Units of a sale: `sold + held + free` in the ledger; the gate must have the same free and out. */
export async function unitsOf(ctx: Context, sale: Sale): Promise<string> {
  const { units, promises, gate } = await books(ctx, sale)
  assert.deepEqual(promises, { exact: true, fair: true, conserved: true })
  if (gate) assert.deepEqual([gate.free, gate.out], [units.free, units.held], 'gate and ledger')
  return `${units.sold} + ${units.held} + ${units.free}`
}

/** Gate and ledger tell the same, buyer by buyer and item by item. */
export async function agree(ctx: Context): Promise<void> {
  const memory = new Map()
  await reconcile(ctx, memory)
  assert.equal(await reconcile(ctx, memory), 0, 'gate and ledger agree')
}
