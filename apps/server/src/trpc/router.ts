import { currentSaleInput, noInput, type Refused, refuse, saleInput, showNameInput } from '@hourglass/core/contract'
import { contextOfShopper, ledgerRefusal, readCurrentSale, readPace, watchOrder } from '@hourglass/core/operations'
import { initTRPC } from '@trpc/server'
import type { z } from 'zod'
import type { AccountProcedures } from '../accounts/account-of.ts'
import type { Shoppers } from '../callers/shopper.ts'
import { RefusedError } from '../problem.ts'
import { runIdempotent } from '../rest/idempotency.ts'
import { buying } from '../routes/buying.ts'
import { cart } from '../routes/cart.ts'
import { orders } from '../routes/orders.ts'
import { testPayments } from '../routes/payments.ts'
import { ownPlace, places, queue } from '../routes/queue.ts'
import { reservations } from '../routes/reservations.ts'
import type { OperationRoute } from '../routes/route.ts'
import { sales } from '../routes/sales.ts'
import { type Exchange, inputFor, inputRefusal, refuseInput, sentBy, unwrap, withProblem } from './problems.ts'

export interface TrpcContext extends Exchange, Shoppers {
  account: AccountProcedures
  /** Reserves a seat for a stream and returns its release function; null when this session or address has reached its limit. */
  takeSeat(): (() => void) | null
  /** Counts an order or a join against its rate limit; a refusal beyond it. */
  countAction(action: OperationRoute['rateLimit'], input: { user_id: string }): Promise<Refused | null>
}

const t = initTRPC.context<TrpcContext>().create({ errorFormatter: withProblem })

/** A public read. The operation gets the raw input, as over REST, and parses it with the same schema. */
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

/** Input schema of a shopper's procedure, without `user_id`: the session determines the buyer. */
const withoutBuyer = <Shape extends z.core.$ZodLooseShape>(schema: z.ZodObject<Shape>) =>
  schema.omit({ user_id: true } as never) as unknown as z.ZodObject<Omit<Shape, 'user_id'>, z.core.$strict>

/** Adds the buyer to the input; null when it is not an object or names a buyer, which the schema refuses. */
const asBuyer = (sent: unknown, userId: string): { user_id: string } | null =>
  typeof sent !== 'object' || sent === null || Array.isArray(sent) || 'user_id' in sent
    ? null
    : { ...sent, user_id: userId }

/** Rethrows a refusal as a TRPCError. */
const rethrowRefusal = (error: unknown): never => {
  if (error instanceof RefusedError) unwrap(error.refused)
  throw error
}

/** A read of the shopper's own data. */
const owned = <Shape extends z.core.$ZodLooseShape>(route: { input: z.ZodObject<Shape> }) => {
  const schema = withoutBuyer(route.input)
  return t.procedure
    .use(async ({ ctx, next, getRawInput }) => {
      const { userId, guests } = await ctx.reader().catch(rethrowRefusal)
      const sent = await sentBy(getRawInput)
      const given = asBuyer(sent, userId) ?? { user_id: userId }
      const result = await next({ ctx: { given, ctx: contextOfShopper(ctx.ctx, guests) } })
      return refuseInput(schema, sent, result)
    })
    .input(inputFor(schema))
}

const own = <Shape extends z.core.$ZodLooseShape, Value>(
  route: Pick<OperationRoute<z.ZodObject<Shape>, Value>, 'input' | 'operation'>,
) => owned(route).query(async ({ ctx }) => unwrap(await route.operation(ctx.ctx, ctx.given).catch(ledgerRefusal)))

/** A change of the shopper's own data, run once per Idempotency-Key. */
const buy = <Shape extends z.core.$ZodLooseShape, Value>(route: OperationRoute<z.ZodObject<Shape>, Value>) => {
  const schema = withoutBuyer(route.input)
  return t.procedure
    .use(async ({ ctx, next, getRawInput }) => {
      const { userId, guests } = await ctx.shopper().catch(rethrowRefusal)
      const sent = await sentBy(getRawInput)
      const given = asBuyer(sent, userId)
      const own = contextOfShopper(ctx.ctx, guests)
      const result = await next({ ctx: { userId, given: given ?? { user_id: userId }, ctx: own } })
      if (result.ok) return result
      const refused = inputRefusal(schema, sent, result.error)
      if (!refused) return result
      // Checkouts with invalid input are recorded, too. The operation validates and records.
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
          const refused = await ctx.countAction(route.rateLimit, given)
          return refused ?? (await route.operation(scoped, given).catch(ledgerRefusal))
        }),
      )
    })
}

/** A procedure of the session's account. */
const account = <Input extends z.ZodObject>(input: Input) =>
  t.procedure
    .use(async ({ next, getRawInput }) => refuseInput(input, await sentBy(getRawInput), await next()))
    .input(inputFor(input))

export const appRouter = t.router({
  sales: t.router({
    active: read(sales.active),
    /** Everything that a page view needs, in one call. */
    current: read({ input: currentSaleInput, operation: readCurrentSale }),
    list: read(sales.list),
    get: read(sales.get),
    items: read(sales.items),
    audit: read(sales.audit),
    pace: read({ input: saleInput, operation: readPace }),
  }),
  items: t.router({ get: read(sales.item), history: read(sales.history) }),
  queue: t.router({
    get: read(queue.get),
    log: read(queue.log),
    /** A mutation, because it makes an unknown browser a guest: the challenge is bound to the buyer. */
    challenge: buy(places.challenge),
    join: buy(places.join),
    /** The shopper's place; null: none. */
    place: own(ownPlace),
  }),
  reservations: t.router({
    create: buy(reservations.create),
    get: own(reservations.get),
    list: own(reservations.list),
    confirm: buy(reservations.confirm),
    cancel: buy(reservations.cancel),
  }),
  testPayments: t.router({
    get: read(testPayments.get),
    act: account(testPayments.act.input).mutation(async ({ ctx, input }) =>
      unwrap(await testPayments.act.operation(ctx.ctx, input).catch(ledgerRefusal)),
    ),
  }),
  orders: t.router({
    place: buy(orders.place),
    get: own(orders.get),
    list: own(orders.list),
    cancel: buy(orders.cancel),
    /** Yields the order now and on every change until it is decided. */
    watch: owned(orders.get).subscription(async function* ({ ctx, signal }) {
      const stop = signal ?? new AbortController().signal
      const release = ctx.takeSeat()
      if (!release) return unwrap(refuse('rate_limited'))
      try {
        for await (const outcome of watchOrder(ctx.ctx, ctx.given, stop)) yield unwrap(outcome)
      } finally {
        release()
      }
    }),
  }),
  account: t.router({
    /** How one can sign in here. */
    methods: account(noInput).query(({ ctx }) => ctx.account.methods),
    /** The account of the session; null for a guest. */
    get: account(noInput).query(async ({ ctx }) => unwrap(await ctx.account.read())),
    export: account(noInput).query(async ({ ctx }) => unwrap(await ctx.account.export())),
    showName: account(showNameInput).mutation(async ({ ctx, input }) =>
      unwrap(await ctx.account.showName(input.shown)),
    ),
    delete: account(noInput).mutation(async ({ ctx }) => unwrap(await ctx.account.delete())),
  }),
  cart: t.router({
    get: own(cart.get),
    add: buy(cart.add),
    set: buy(cart.set),
    remove: buy(cart.remove),
    clear: buy(cart.clear),
  }),
  /** Without `id`, checks out the cart; `sale_id` picks the sale when the cart has several. */
  checkout: buy(buying.checkout),
  purchase: buy(buying.purchase),
})

export type AppRouter = typeof appRouter
