import { currentSaleInput, type Refused, refuse, saleInput } from '@hourglass/core/contract'
import { ledgerRefusal, readCurrentSale, readPace, readStates, watchOrder } from '@hourglass/core/operations'
import { initTRPC } from '@trpc/server'
import type { z } from 'zod'
import { RefusedError } from '../problem.ts'
import { runIdempotent } from '../rest/idempotency.ts'
import { buying } from '../routes/buying.ts'
import { cart } from '../routes/cart.ts'
import { orders } from '../routes/orders.ts'
import { reservations } from '../routes/reservations.ts'
import type { OperationRoute } from '../routes/route.ts'
import { sales } from '../routes/sales.ts'
import { type Exchange, inputFor, inputRefusal, refuseInput, sentBy, unwrap, withProblem } from './problems.ts'

export interface TrpcContext extends Exchange {
  /** The shopper's session, for reading; a guest that owns nothing where there is none. */
  reader: string
  /** The shopper's session: buys as this user; the input cannot name another. Made with the first call that needs it. @throws RefusedError */
  shopper(): Promise<string>
  /** A seat for a stream, and what gives it back; null: this browser or its address has its share. */
  takeSeat(): (() => void) | null
  /** Counts an order of the buyer that the input names; a refusal when there are too many. */
  countOrder(input: { user_id: string }): Promise<Refused | null>
}

const t = initTRPC.context<TrpcContext>().create({ errorFormatter: withProblem })

/** Reads what everybody may know. The operation gets the input as it was sent, as over REST, and parses it by the same schema. */
const read = <Input extends z.ZodObject, Value>({
  input,
  operation,
}: Pick<OperationRoute<Input, Value>, 'input' | 'operation'>) =>
  t.procedure
    .use(async ({ next, getRawInput }) => {
      const given = await sentBy(getRawInput)
      const result = await next({ ctx: { given } })
      return refuseInput(input, given, result)
    })
    .input(inputFor(input))
    .query(async ({ ctx }) => unwrap(await operation(ctx.ctx, ctx.given).catch(ledgerRefusal)))

/** The input of a shopper's procedure: the session says who buys, and the input may not. */
const withoutBuyer = <Shape extends z.core.$ZodLooseShape>(schema: z.ZodObject<Shape>) =>
  schema.omit({ user_id: true } as never) as unknown as z.ZodObject<Omit<Shape, 'user_id'>, z.core.$strict>

/** What is sent, with its buyer; null when it is no object or names a buyer itself, which the schema refuses. */
const asBuyer = (sent: unknown, userId: string): { user_id: string } | null =>
  typeof sent !== 'object' || sent === null || Array.isArray(sent) || 'user_id' in sent
    ? null
    : { ...sent, user_id: userId }

/** tRPC knows errors of its own only. */
const refuseGuest = (error: unknown): never => {
  if (error instanceof RefusedError) unwrap(error.refused)
  throw error
}

/** Reads what is the shopper's own, and nobody else's. */
const owned = <Shape extends z.core.$ZodLooseShape>(route: { input: z.ZodObject<Shape> }) => {
  const schema = withoutBuyer(route.input)
  return t.procedure
    .use(async ({ ctx, next, getRawInput }) => {
      const sent = await sentBy(getRawInput)
      const result = await next({ ctx: { given: asBuyer(sent, ctx.reader) ?? { user_id: ctx.reader } } })
      return refuseInput(schema, sent, result)
    })
    .input(inputFor(schema))
}

const own = <Shape extends z.core.$ZodLooseShape, Value>(route: OperationRoute<z.ZodObject<Shape>, Value>) =>
  owned(route).query(async ({ ctx }) => unwrap(await route.operation(ctx.ctx, ctx.given).catch(ledgerRefusal)))

/** Changes what is the shopper's own, once for the request's Idempotency-Key, if it has one. */
const buy = <Shape extends z.core.$ZodLooseShape, Value>(route: OperationRoute<z.ZodObject<Shape>, Value>) => {
  const schema = withoutBuyer(route.input)
  return t.procedure
    .use(async ({ ctx, next, getRawInput }) => {
      const userId = await ctx.shopper().catch(refuseGuest)
      const sent = await sentBy(getRawInput)
      const given = asBuyer(sent, userId)
      const result = await next({ ctx: { userId, given: given ?? { user_id: userId } } })
      if (result.ok) return result
      const refused = inputRefusal(schema, sent, result.error)
      if (!refused) return result
      // A checkout is recorded also when its input is refused; its operation does both.
      if (route.onRefused && given) unwrap(await route.operation(ctx.ctx, given))
      unwrap((await route.onRefused?.(ctx.ctx, refused)) ?? refused)
      return result
    })
    .input(inputFor(schema))
    .mutation(async ({ ctx, path }) => {
      const { userId, given, key, onReplay } = ctx
      const request = { key, principal: `session:${userId}`, called: path, input: given, onReplay }
      return unwrap(
        await runIdempotent(ctx.ctx, route, request, async (scoped) => {
          const refused = route.rateLimit === 'orders' ? await ctx.countOrder(given) : null
          return refused ?? (await route.operation(scoped, given).catch(ledgerRefusal))
        }),
      )
    })
}

export const appRouter = t.router({
  sales: t.router({
    active: read(sales.active),
    /** One page view asks once. */
    current: read({ input: currentSaleInput, operation: readCurrentSale }),
    list: read(sales.list),
    get: read(sales.get),
    items: read(sales.items),
    audit: read(sales.audit),
    states: read({ input: saleInput, operation: readStates }),
    pace: read({ input: saleInput, operation: readPace }),
  }),
  items: t.router({ get: read(sales.item) }),
  reservations: t.router({
    create: buy(reservations.create),
    get: own(reservations.get),
    list: own(reservations.list),
    confirm: buy(reservations.confirm),
    cancel: buy(reservations.cancel),
  }),
  orders: t.router({
    place: buy(orders.place),
    get: own(orders.get),
    list: own(orders.list),
    /** The order as it is and whenever it changes, until it is decided. */
    watch: owned(orders.get).subscription(async function* ({ ctx, signal }) {
      const stop = signal ?? new AbortController().signal
      const leave = ctx.takeSeat()
      if (!leave) return unwrap(refuse('rate_limited'))
      try {
        for await (const outcome of watchOrder(ctx.ctx, ctx.given, stop)) yield unwrap(outcome)
      } finally {
        leave()
      }
    }),
  }),
  cart: t.router({
    get: own(cart.get),
    add: buy(cart.add),
    set: buy(cart.set),
    remove: buy(cart.remove),
    clear: buy(cart.clear),
  }),
  /** Without `id`, the cart's lines: of the sale that is named, when there are several. */
  checkout: buy(buying.checkout),
  purchase: buy(buying.purchase),
})

export type AppRouter = typeof appRouter
