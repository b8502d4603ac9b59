import type { CheckoutView, Outcome, PurchaseView, Refused, SaleItemsView, SaleView } from '@hourglass/core/contract'
import { merchantSaleInput, noInput, ok, refuse, SALE_ITEMS_MAX, wholeNumber } from '@hourglass/core/contract'
import {
  type Context,
  checkout,
  listItems,
  openMerchantSale,
  parse,
  purchase,
  readActiveSales,
} from '@hourglass/core/operations'
import { z } from 'zod'
import { admin } from '../routes/admin.ts'
import { buying } from '../routes/buying.ts'
import { sales } from '../routes/sales.ts'
import { earlier } from './route.ts'

/** Buyers whose open code is remembered. */
const BUYERS_MAX = 10_000
/** Items of a sale that one answer lists. */
const ITEMS_MAX = 100
const HOUR_MS = 3_600_000

/** Refusals that say that a code takes no more items. */
const OVER = new Set(['code_used', 'code_expired', 'code_not_found'])

/**
 * The service whose checkouts collect items: `POST /checkout?user_id&item_id` adds the item to the buyer's open code. The open codes are
 * remembered by this server only; without one, a checkout gets a new code, which is as good. With `id` instead of `item_id`, and for
 * codes that come from such a checkout, both routes are the usual ones.
 */
function createCollecting() {
  const open = new Map<string, { code: string; items: ReadonlySet<number> }>()

  function remember(userId: string, code: string, items: ReadonlySet<number>): void {
    open.delete(userId)
    open.set(userId, { code, items })
    for (const oldest of open.keys().take(Math.max(0, open.size - BUYERS_MAX))) open.delete(oldest)
  }

  /** Counts all items of the code; the operation counts those that were added. */
  async function collect(ctx: Context, input: { user_id?: unknown }): Promise<Outcome<CheckoutView>> {
    const userId = String(input.user_id)
    const known = open.get(userId)
    const added = known ? await checkout(ctx, { ...input, code: known.code }) : null
    const outcome = added && !isOver(added) ? added : await checkout(ctx, input)
    if (!outcome.ok) return outcome
    const { code, items } = outcome.value
    const earlier = known?.code === code ? known.items : []
    const all = new Set([...earlier, ...items.map(({ id }) => id)])
    remember(userId, code, all)
    return ok({ ...outcome.value, items_count: all.size })
  }

  return {
    checkout: earlier(buying.checkout, {
      path: buying.checkout.path,
      names: { item_id: 'id' },
      operation: (ctx, input, request) =>
        request?.renamed?.has('id') ? collect(ctx, Object(input)) : checkout(ctx, input),
      reply: ({ request }, view) =>
        request.renamed?.has('id')
          ? { ...view, data: { code: view.code, items_count: view.items_count, sale_ends_at: view.sale_ends_at } }
          : view,
    }),
    purchase: earlier(buying.purchase, {
      path: buying.purchase.path,
      operation: purchase,
      reply({ request }, view: PurchaseView) {
        const { code } = { ...(request.query as object), ...(request.body as object) } as { code?: string }
        const { user_id: userId } = view.order
        if (open.get(userId)?.code !== code) return view
        open.delete(userId)
        const purchased = view.purchased_items.map((item) => ({ ...item, sold: true }))
        const data = { successful_items: purchased.map(({ id }) => String(id)) }
        return { ...view, success: true, purchased_items: purchased, data }
      },
    }),
  }
}

/** Whether a code takes no more items of this sale, so that the buyer needs a new one. */
const isOver = (outcome: Outcome<unknown>): outcome is Refused =>
  !outcome.ok && (OVER.has(outcome.code) || outcome.errors?.some(({ pointer }) => pointer === '#/code') === true)

/** Sales have ids that are strings, and answers carry the same members twice: as they are, and under `data`. */
function saleBody({ id, starts_at, ends_at, items_count, units, status }: SaleView) {
  const sale = {
    id: String(id),
    started_at: starts_at,
    ended_at: ends_at,
    total_items: items_count,
    items_sold: units.sold,
    active: status === 'open',
  }
  return { ...sale, data: sale }
}

const salesOfService = {
  active: earlier<typeof noInput, SaleView>(
    { ...sales.get, input: noInput },
    {
      path: '/sales/active',
      async operation(ctx) {
        const active = await readActiveSales(ctx)
        if (!active.ok) return active
        const open = active.value.sales.filter(({ status }) => status === 'open')
        const sale = open.find(({ kind }) => kind === 'hourly') ?? open[0]
        return sale ? ok(sale) : refuse('sale_not_found')
      },
      reply: (_reply, sale) => saleBody(sale),
    },
  ),
  get: earlier(sales.get, { path: '/sales/{id}', reply: (_reply, sale) => saleBody(sale) }),
  items: earlier(sales.items, {
    path: '/sales/{id}/items',
    // The client drops sold items and asks for no other page.
    operation: (ctx, input) => listItems(ctx, { limit: ITEMS_MAX, state: 'available', ...Object(input) }),
    reply: (_reply, { items }: SaleItemsView) => ({
      data: items.map(({ id, name, image_url, state }) => ({
        id: String(id),
        name,
        image_url,
        sold: state === 'sold',
      })),
    }),
  }),
}

const { starts_at, ends_at } = merchantSaleInput.shape
const createInput = z.strictObject({
  started_at: starts_at,
  ended_at: ends_at,
  total_items: wholeNumber(`a whole number from 1 to ${SALE_ITEMS_MAX}`, SALE_ITEMS_MAX),
})

const createSale = earlier<typeof createInput, SaleView>(
  { ...admin.openSale, input: createInput, audit: { action: 'sale.open' } },
  {
    path: '/admin/sales',
    async operation(ctx, raw) {
      const input = parse(createInput, raw)
      if (!input.ok) return input
      const { started_at: startsAt, ended_at: endsAt, total_items: count } = input.value
      const start = startsAt === undefined ? ctx.clock().getTime() : Date.parse(startsAt)
      return openMerchantSale(ctx, {
        name: 'Sale',
        ...(startsAt !== undefined && { starts_at: startsAt }),
        ends_at: endsAt ?? new Date(start + HOUR_MS).toISOString(),
        items: Array.from({ length: count }, () => ({ stock: 1, price: 0 })),
      })
    },
    reply(reply, sale) {
      reply.header('location', `/sales/${sale.id}`)
      return saleBody(sale)
    },
  },
)

export const createCollectingRoutes = () => [createCollecting(), { ...salesOfService, createSale }]
