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
  type Refused,
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
  refuseCheckout,
  removeCartLine,
  setCartLine,
  watchOrder,
} from '@hourglass/core/operations'
import { initTRPC } from '@trpc/server'
import { RefusedError } from '../refused-error.ts'
import { asBuyer, type Exchange, nothing, onceForKey, raw, unwrap, withProblem } from './problems.ts'

export interface TrpcContext extends Exchange {
  /** The shopper's session, for reading; a guest that owns nothing where there is none. */
  reader: string
  /** The shopper's session: buys as this user, whatever the input says. Made with the first call that needs it. @throws RefusedError */
  shopper(): Promise<string>
  /** A seat for a stream, and what gives it back; null: this browser or its address has its share. */
  takeSeat(): (() => void) | null
  /** Counts an order of the buyer that the input names; a refusal when there are too many. */
  countOrder(input: { user_id: string }): Promise<Refused | null>
}

const t = initTRPC.context<TrpcContext>().create({ errorFormatter: withProblem })

const read = <Input, T>(operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>) =>
  t.procedure
    .input(raw<Input>())
    .query(async ({ ctx, input }) => unwrap(await operation(ctx.ctx, input).catch(ledgerRefusal)))

/** Reads what is the shopper's own. */
const mine = <T>(operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>) =>
  t.procedure
    .input(nothing)
    .query(async ({ ctx }) => unwrap(await operation(ctx.ctx, { user_id: ctx.reader }).catch(ledgerRefusal)))

/** tRPC knows errors of its own only. */
const refuseGuest = (error: unknown): never => {
  if (error instanceof RefusedError) unwrap(error.refused)
  throw error
}

/** The shopper's own: the session says who buys. Done once for the request's Idempotency-Key, if it has one. */
const buy = <Input extends object, T>(
  operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>,
  {
    before,
    turnAway = async (_ctx, refused) => refused,
  }: {
    before?: (ctx: TrpcContext, input: { user_id: string }) => Promise<Refused | null>
    /** Answers an input that names a buyer of its own, or is none. */
    turnAway?: (ctx: Context, refused: Refused) => Promise<Refused>
  } = {},
) =>
  t.procedure.input(raw<Input>()).mutation(async ({ ctx, input, path }) => {
    const userId = await ctx.shopper().catch(refuseGuest)
    const given = asBuyer(input, userId)
    if (!given.ok) return unwrap<T>(await turnAway(ctx.ctx, given))
    const request = { principal: `session:${userId}`, path, input: given.value }
    return onceForKey(ctx, request, async (within) => {
      const refused = await before?.(ctx, given.value)
      return refused ?? (await operation(within, given.value).catch(ledgerRefusal))
    })
  })

/** What is the shopper's own, and nobody else's. */
const own = <Input, T>(operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>) =>
  t.procedure
    .input(raw<Input>())
    .query(async ({ ctx, input }) =>
      unwrap(await operation(ctx.ctx, unwrap(asBuyer(input, ctx.reader))).catch(ledgerRefusal)),
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
    active: t.procedure
      .input(nothing)
      .query(async ({ ctx }) => unwrap(await readActiveSales(ctx.ctx).catch(ledgerRefusal))),
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
    place: buy<{ items: { id: number; quantity?: number }[] }, OrderDetailsView>(placeOrder, {
      before: (ctx, given) => ctx.countOrder(given),
    }),
    get: own<{ id: string }, OrderDetailsView>(readOrder),
    list: own<PageOfOwn, OrdersView>(listOrders),
    /** The order as it is and whenever it changes, until it is decided. */
    watch: t.procedure.input(raw<{ id: string }>()).subscription(async function* ({ ctx, input, signal }) {
      const stop = signal ?? new AbortController().signal
      const given = unwrap(asBuyer(input, ctx.reader))
      const leave = ctx.takeSeat()
      if (!leave) return unwrap(no('rate_limited'))
      try {
        for await (const outcome of watchOrder(ctx.ctx, given, stop)) yield unwrap(outcome)
      } finally {
        leave()
      }
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
  checkout: buy<{ id?: number | number[]; code?: string; sale_id?: number }, CheckoutView>(checkout, {
    turnAway: refuseCheckout,
  }),
  purchase: buy<{ code: string }, PurchaseView>(purchase),
})

export type AppRouter = typeof appRouter
