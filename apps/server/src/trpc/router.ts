import {
  type AuditView,
  type CartView,
  type CheckoutView,
  type HoldConfirmedView,
  type HoldsView,
  type HoldView,
  type ItemState,
  type ItemView,
  no,
  type OrderDetailsView,
  type OrdersView,
  type Outcome,
  type PaceView,
  type PurchaseView,
  type RefusalCode,
  type Refused,
  refusals,
  type SaleItemsView,
  type SalesView,
  type SaleView,
  type StatesView,
} from '@hourglass/core/contract'
import {
  addToCart,
  audit,
  type Context,
  cancelHold,
  checkout,
  clearCart,
  confirmHold,
  createHold,
  ledgerRefusal,
  listHolds,
  listItems,
  listOrders,
  listSales,
  once,
  placeOrder,
  purchase,
  readActiveSales,
  readCart,
  readHold,
  readItem,
  readOrder,
  readPace,
  readSale,
  readStates,
  removeCartLine,
  setCartLine,
  watchOrder,
} from '@hourglass/core/operations'
import { initTRPC, TRPCError } from '@trpc/server'
import { fingerprintOf } from '../idempotency-key.ts'
import { problemOf } from '../problem.ts'
import { RefusedError } from './refused-error.ts'

export interface TrpcContext {
  ctx: Context
  /** The shopper's session: buys as this user, whatever the input says. */
  userId: string
  url: string
  traceId: string
  /** The request's Idempotency-Key, if it has one. */
  key: string | undefined | Refused
  /** Counts an order of the buyer that the input names; a refusal when there are too many. */
  countOrder(input: { user_id: string }): Promise<Refused | null>
  /** Told when the answer is that of an earlier request. */
  onReplay(): void
}

/** tRPC's own refusals, in our words. */
const refusedByTrpc: Record<string, RefusalCode> = {
  NOT_FOUND: 'route_not_found',
  PARSE_ERROR: 'invalid_request',
  BAD_REQUEST: 'invalid_request',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  PAYLOAD_TOO_LARGE: 'body_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
}

const t = initTRPC.context<TrpcContext>().create({
  errorFormatter({ shape, error, ctx }) {
    const ours = error.cause instanceof RefusedError ? error.cause.refused : undefined
    const refused = ours ?? no(refusedByTrpc[error.code] ?? 'internal_error')
    const problem = problemOf(refused, { url: ctx?.url ?? '/trpc', traceId: ctx?.traceId ?? '' })
    return { ...shape, message: problem.detail, data: { ...shape.data, stack: undefined, problem } }
  },
})

/** Input goes to the operation as it is: it validates by the one schema, and its refusals are the same as over REST. */
const raw =
  <Input>() =>
  (input: unknown): Input =>
    (input ?? {}) as Input

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new TRPCError({ code: refusals[outcome.code].trpc, cause: new RefusedError(outcome) })
}

const read = <Input, T>(operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>) =>
  t.procedure
    .input(raw<Input>())
    .query(async ({ ctx, input }) => unwrap(await operation(ctx.ctx, input).catch(ledgerRefusal)))

/** Reads what is the shopper's own. */
const mine = <T>(operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>) =>
  t.procedure.query(async ({ ctx }) => unwrap(await operation(ctx.ctx, { user_id: ctx.userId }).catch(ledgerRefusal)))

/** The shopper's own: the session says who buys. Done once for the request's Idempotency-Key, if it has one. */
const buy = <Input extends object, T>(
  operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>,
  before?: (ctx: TrpcContext, input: { user_id: string }) => Promise<Refused | null>,
) =>
  t.procedure.input(raw<Input>()).mutation(async ({ ctx, input, path }) => {
    const { key, userId } = ctx
    const given = { ...(typeof input === 'object' ? input : {}), user_id: userId }
    const run = async (within: Context) => (await before?.(ctx, given)) ?? operation(within, given).catch(ledgerRefusal)
    if (key === undefined) return unwrap(await run(ctx.ctx))
    if (typeof key !== 'string') return unwrap<T>(key)
    const claim = { principal: `session:${userId}`, key, fingerprint: fingerprintOf(path, given) }
    const { outcome, replayed } = await once(ctx.ctx, claim, run)
    if (replayed) ctx.onReplay()
    return unwrap(outcome)
  })

/** What is the shopper's own, and nobody else's. */
const own = <Input, T>(operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>) =>
  t.procedure
    .input(raw<Input>())
    .query(async ({ ctx, input }) =>
      unwrap(await operation(ctx.ctx, { ...input, user_id: ctx.userId }).catch(ledgerRefusal)),
    )

interface PageOfOwn {
  limit?: number
  cursor?: string
  offset?: number
}

interface ById {
  id: number
}

interface CartLine {
  item_id: number
  quantity?: number
}

export const appRouter = t.router({
  sales: t.router({
    active: t.procedure.query(async ({ ctx }) => unwrap(await readActiveSales(ctx.ctx).catch(ledgerRefusal))),
    list: read<{ limit?: number; cursor?: number }, SalesView>(listSales),
    get: read<ById, SaleView>(readSale),
    items: read<ById & { limit?: number; offset?: number; state?: ItemState }, SaleItemsView>(listItems),
    audit: read<ById, AuditView>(audit),
    states: read<ById, StatesView>(readStates),
    pace: read<ById, PaceView>(readPace),
  }),
  items: t.router({ get: read<ById, ItemView>(readItem) }),
  reservations: t.router({
    create: buy<{ item_id: number }, { made: boolean; reservation: HoldView }>(createHold),
    get: own<{ id: string }, HoldView>(readHold),
    list: own<{ status?: HoldView['status'] } & PageOfOwn, HoldsView>(listHolds),
    confirm: buy<{ id: string }, HoldConfirmedView>(confirmHold),
    cancel: buy<{ id: string }, HoldView>(cancelHold),
  }),
  orders: t.router({
    place: buy<{ items: { id: number; quantity?: number }[] }, OrderDetailsView>(placeOrder, (ctx, given) =>
      ctx.countOrder(given),
    ),
    get: own<{ id: string }, OrderDetailsView>(readOrder),
    list: own<PageOfOwn, OrdersView>(listOrders),
    /** The order as it is and whenever it changes, until it is decided. */
    watch: t.procedure.input(raw<{ id: string }>()).subscription(async function* ({ ctx, input, signal }) {
      const stop = signal ?? new AbortController().signal
      for await (const outcome of watchOrder(ctx.ctx, { ...input, user_id: ctx.userId }, stop)) yield unwrap(outcome)
    }),
  }),
  cart: t.router({
    get: mine<CartView>(readCart),
    add: buy<CartLine, CartView>(addToCart),
    set: buy<Required<CartLine>, CartView>(setCartLine),
    remove: buy<Omit<CartLine, 'quantity'>, CartView>(removeCartLine),
    clear: buy<object, CartView>(clearCart),
  }),
  /** Without `id`, the cart's lines: of the sale that is named, when there are several. */
  checkout: buy<{ id?: number | number[]; code?: string; sale_id?: number }, CheckoutView>(checkout),
  purchase: buy<{ code: string }, PurchaseView>(purchase),
})

export type AppRouter = typeof appRouter
