import assert from 'node:assert/strict'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { and, eq, inArray } from 'drizzle-orm'
import type { Redis } from 'ioredis'
import type { Outcome } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import {
  addToCart,
  type Context,
  cancelHold,
  checkout,
  confirmHold,
  createHold,
  decideOrders,
  expireHolds,
  type OrderStep,
  purchase,
  readCart,
  reconcile,
  removeCartLine,
  setCartLine,
  sweep,
} from '../src/operations/index.ts'
import { Crash, withoutGate } from './faults.ts'
import { crashingOn, granted, itemAt, order, wordOf } from './held-shop.ts'
import { type Held, holdName } from './model/held.ts'
import type { Purchases } from './model/purchases.ts'
import type { Line, Share } from './model/stock.ts'
import { crashing, word } from './shop.ts'

export interface Harness {
  sale: Sale
  redis: Redis
  purchases: Purchases
  held: Held
  users: readonly string[]
  items: number
  below: (n: number) => number
  pick: <T>(from: readonly T[]) => T
}

/** The real outcome of a step, and the outcome of the model. */
type Seen = [real: string, expected: string]
export type Steps = Record<string, (ctx: Context) => Promise<Seen>>

const NOTHING: Seen = ['', '']
const crashOr = (error: unknown): string => {
  if (error instanceof Crash) return 'crash'
  throw error
}
const quantityOf = (share: Share) => share.lines.reduce((units, line) => units + line.quantity, 0)

/** Orders of an even number of units are approved. */
const approves = (units: number): boolean => units % 2 === 0
const step: OrderStep = async ({ units }) => (approves(units) ? { approved: true } : { approved: false, reason: 'odd' })

export function createSteps(harness: Harness): Steps {
  const { sale, purchases, held, below, pick } = harness
  const codes: { code: string; user: string }[] = []
  const holds = new Map<string, string>()
  const carts = new Map<string, Map<number, number>>()

  const someLines = (): Line[] => {
    const positions = new Set(Array.from({ length: 1 + below(3) }, () => below(harness.items)))
    return [...positions].sort((a, b) => a - b).map((position) => ({ position, quantity: 1 + below(2) }))
  }
  const somePositions = (): Line[] => someLines().map(({ position }) => ({ position, quantity: 1 }))
  const idsOf = (lines: Line[]) => lines.map(({ position }) => itemAt(sale, position))

  /** The gate is notified shortly after the response. */
  const settled = (ctx: Context) =>
    until('takes are settled', async () => {
      const now = await ctx.sales.refresh(sale.id)
      const seen = now && (await ctx.gate.compare(now))
      return seen?.status !== 'ok' || seen.takes.size <= purchases.openTakes() + held.openTakes()
    })
  /** Rebuilds the gate after the ledger has decided alone. */
  async function catchUp(ctx: Context): Promise<void> {
    await reconcile(ctx, new Map())
    purchases.forget()
    held.forget()
  }

  async function checkOut(ctx: Context, user: string, input: object, lines: Line[]): Promise<Seen> {
    const outcome = await checkout(ctx, { user_id: user, ...input })
    const code = outcome.ok ? outcome.value.code : ''
    if (outcome.ok) codes.push({ code, user })
    return [wordOf(outcome), purchases.checkout(code, user, lines)]
  }

  async function endHold(ctx: Context, target: 'confirmed' | 'canceled'): Promise<Seen> {
    const name = pick([...holds.keys(), ''])
    const id = holds.get(name)
    if (!id) return NOTHING
    const outcome: Outcome<unknown> = await (target === 'confirmed' ? confirmHold : cancelHold)(ctx, { id })
    const expected = held.end(name, target)
    holds.delete(name)
    // It has already ended. holds.test.ts checks with which status.
    return [outcome.ok ? 'ok' : 'over', expected]
  }

  return {
    checkout(ctx) {
      const lines = somePositions()
      return checkOut(ctx, pick(harness.users), { id: idsOf(lines) }, lines)
    },
    async add(ctx) {
      if (codes.length === 0) return NOTHING
      const { code, user } = pick(codes)
      const lines = somePositions()
      const outcome = await checkout(ctx, { user_id: user, code, id: idsOf(lines) })
      return [wordOf(outcome), purchases.add(code, user, lines)]
    },
    async purchase(ctx) {
      if (codes.length === 0) return NOTHING
      const { code } = pick(codes.slice(-12))
      const crash = pick(['none', 'none', 'none', 'before commit', 'after commit', 'before settle'] as const)
      const real = await purchase(crash === 'none' ? ctx : crashing(ctx, crash), { code }).then(word, crashOr)
      const expected = purchases.purchase(code, crash)
      await settled(ctx)
      return [real, expected]
    },
    async 'purchase without the gate'(ctx) {
      if (codes.length === 0) return NOTHING
      const { code } = pick(codes.slice(-12))
      const real = word(await purchase(withoutGate(ctx), { code }))
      const expected = purchases.purchaseWithoutGate(code)
      if (real.startsWith('sold ')) await catchUp(ctx)
      return [real, expected]
    },
    async hold(ctx) {
      const [user, position] = [pick(harness.users), below(harness.items)]
      const crash = pick(['none', 'none', 'none', 'before commit', 'after commit', 'before notify'] as const)
      const server = crash === 'none' ? ctx : crashingOn(ctx, crash)
      const real = await createHold(server, { user_id: user, item_id: itemAt(sale, position) }).then((outcome) => {
        if (outcome.ok) holds.set(holdName(user, position), outcome.value.reservation.id)
        return outcome.ok ? (outcome.value.made ? 'ok' : 'same') : outcome.code
      }, crashOr)
      const expected = held.hold(user, position, crash)
      await settled(ctx)
      return [real, expected]
    },
    async 'hold without the gate'(ctx) {
      const [user, position] = [pick(harness.users), below(harness.items)]
      const outcome = await createHold(withoutGate(ctx), { user_id: user, item_id: itemAt(sale, position) })
      const expected = held.holdWithoutGate(user, position)
      if (outcome.ok) holds.set(holdName(user, position), outcome.value.reservation.id)
      if (outcome.ok && outcome.value.made) await catchUp(ctx)
      return [outcome.ok ? (outcome.value.made ? 'ok' : 'same') : outcome.code, expected]
    },
    async confirm(ctx) {
      const seen = await endHold(ctx, 'confirmed')
      await settled(ctx)
      return seen
    },
    async cancel(ctx) {
      const seen = await endHold(ctx, 'canceled')
      await settled(ctx)
      return seen
    },
    async expire(ctx) {
      const names = [...holds.keys()].filter(() => below(3) === 0)
      const ids = names.map((name) => holds.get(name) ?? '')
      const past = new Date(Date.now() - 1_000)
      const ours = and(eq(schema.holds.saleId, sale.id), inArray(schema.holds.id, ids))
      if (ids.length > 0) await ctx.db.update(schema.holds).set({ expiresAt: past }).where(ours)
      const real = await expireHolds(ctx)
      const expected = names.filter((name) => held.end(name, 'expired') === 'ok').length
      for (const name of names) holds.delete(name)
      return [`${real} expired`, `${expected} expired`]
    },
    async order(ctx) {
      const [user, lines] = [pick(harness.users), someLines()]
      const crash = pick(['none', 'none', 'none', 'before commit', 'after commit', 'before notify'] as const)
      const server = crash === 'none' ? ctx : crashingOn(ctx, crash)
      const asked = lines.map(({ position, quantity }): [number, number] => [position, quantity])
      const real = await order(server, sale, user, ...asked).then(wordOf, crashOr)
      const expected = held.order(user, lines, crash)
      await settled(ctx)
      return [real, expected]
    },
    async 'order without the gate'(ctx) {
      const [user, lines] = [pick(harness.users), someLines()]
      const asked = lines.map(({ position, quantity }): [number, number] => [position, quantity])
      const real = wordOf(await order(withoutGate(ctx), sale, user, ...asked))
      const expected = held.orderWithoutGate(user, lines)
      if (real === 'ok') await catchUp(ctx)
      return [real, expected]
    },
    async decide(ctx) {
      await (await decideOrders({ ...ctx, orderStep: step })).done
      held.decide((share) => approves(quantityOf(share)))
      await settled(ctx)
      return NOTHING
    },
    async 'decide and crash'(ctx) {
      await (await decideOrders({ ...ctx, orderStep: () => Promise.reject(new Crash('in the step')) })).done
      // Its claims expire.
      await ctx.db
        .update(schema.orders)
        .set({ claimedUntil: new Date(Date.now() - 1_000) })
        .where(and(eq(schema.orders.saleId, sale.id), eq(schema.orders.status, 'processing')))
      return NOTHING
    },
    async cart(ctx) {
      const user = pick(harness.users)
      const cart = carts.get(user) ?? new Map<number, number>()
      carts.set(user, cart)
      const position = pick([...cart.keys(), below(harness.items)])
      const line = { user_id: user, item_id: itemAt(sale, position) }
      const input = { ...line, quantity: 1 }
      const change = pick(['add', 'set', 'remove'] as const)
      if (change === 'remove') await removeCartLine(ctx, line)
      else if (cart.size < 5 || cart.has(position)) {
        const outcome = await (change === 'add' ? addToCart : setCartLine)(ctx, input)
        if (outcome.ok) cart.set(position, change === 'add' ? (cart.get(position) ?? 0) + 1 : 1)
      }
      if (change === 'remove') cart.delete(position)
      const { lines } = granted(await readCart(ctx, { user_id: user }))
      const spell = (pairs: Iterable<[number, number]>) => JSON.stringify([...pairs].sort())
      return [
        spell(lines.map((line): [number, number] => [line.item.id - sale.firstItemId, line.quantity])),
        spell(cart),
      ]
    },
    async 'check out the cart'(ctx) {
      const user = pick([...carts.keys(), ''])
      const cart = carts.get(user)
      if (!cart || cart.size === 0) return NOTHING
      return checkOut(
        ctx,
        user,
        {},
        [...cart].map(([position, quantity]) => ({ position, quantity })),
      )
    },
    async sweep(ctx) {
      await sweep(ctx)
      purchases.sweep()
      held.sweep()
      return NOTHING
    },
    async 'flush Redis'() {
      assert.equal(await harness.redis.flushall(), 'OK')
      purchases.forget()
      held.forget()
      return NOTHING
    },
  }
}
