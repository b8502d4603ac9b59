import { type Outcome, refusals } from '@hourglass/core/contract'
import {
  audit,
  type Context,
  checkout,
  listItems,
  listSales,
  purchase,
  readActiveSales,
  readItem,
  readSale,
} from '@hourglass/core/operations'
import { initTRPC, TRPCError } from '@trpc/server'
import { problemOf } from '../problem.ts'
import { RefusedError } from './refused-error.ts'

export interface TrpcContext {
  ctx: Context
  /** The shopper's session: buys as this user, whatever the input says. */
  userId: string
  url: string
  traceId: string
}

const t = initTRPC.context<TrpcContext>().create({
  errorFormatter({ shape, error, ctx }) {
    const refused = error.cause instanceof RefusedError ? error.cause.refused : undefined
    if (!refused) return { ...shape, data: { ...shape.data, stack: undefined, problem: null } }
    const problem = problemOf(refused, { url: ctx?.url ?? '', traceId: ctx?.traceId ?? '' })
    return { ...shape, message: problem.detail, data: { ...shape.data, stack: undefined, problem } }
  },
})

/** Input goes to the operation as it is: it validates by the one schema, and its refusals are the same as over REST. */
const raw = (input: unknown): unknown => input ?? {}
const object = (input: unknown): object => (typeof input === 'object' && input !== null ? input : {})

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new TRPCError({ code: refusals[outcome.code].trpc, cause: new RefusedError(outcome) })
}

const read = <T>(operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>) =>
  t.procedure.input(raw).query(async ({ ctx, input }) => unwrap(await operation(ctx.ctx, input)))

/** The shopper's own: the session says who buys. */
const buy = <T>(operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>) =>
  t.procedure
    .input(object)
    .mutation(async ({ ctx, input }) => unwrap(await operation(ctx.ctx, { ...input, user_id: ctx.userId })))

export const appRouter = t.router({
  sales: t.router({
    active: read((ctx) => readActiveSales(ctx)),
    list: read(listSales),
    get: read(readSale),
    items: read(listItems),
    audit: read(audit),
  }),
  items: t.router({ get: read(readItem) }),
  checkout: buy(checkout),
  purchase: buy(purchase),
})

export type AppRouter = typeof appRouter
