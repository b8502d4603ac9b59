import {
  type ItemView,
  type itemInput,
  listedItem,
  type Outcome,
  ok,
  PAGE_ITEMS_DEFAULT,
  PAGE_ITEMS_MAX,
  saleItemsInput,
} from '@hourglass/core/contract'
import { type Context, listItems, listSales, openMerchantSale, parse, readItem } from '@hourglass/core/operations'
import { z } from 'zod'
import { admin } from '../routes/admin.ts'
import { sales } from '../routes/sales.ts'
import { earlier } from './route.ts'

/** Minor units in one unit of a currency, for clients that show prices as decimals. */
const MINOR_UNITS = 100

/** A product of both systems that had products: `stock` is what is left. */
function productBody(item: ItemView) {
  const { price, list_price, time_remaining_ms } = item
  return {
    id: item.id,
    name: item.name,
    stock: item.units_left,
    totalStock: item.stock,
    imageUrl: item.image_url,
    currency: price.currency,
    salePrice: price.amount / MINOR_UNITS,
    listPrice: (list_price ?? price).amount / MINOR_UNITS,
    discountPercent: item.discount_percent,
    limitPerUser: item.buyer_limit,
    saleStatus: item.sale_status,
    saleEndsAt: item.sale_ends_at,
    timeRemainingSeconds: time_remaining_ms === null ? null : Math.ceil(time_remaining_ms / 1_000),
  }
}

const listInput = z.strictObject({ limit: saleItemsInput.shape.limit, offset: saleItemsInput.shape.offset })

/** The items of all sales that have opened and not closed, of the newest sale first. */
async function listProducts(ctx: Context, raw: unknown): Promise<Outcome<{ items: ItemView[] }>> {
  const input = parse(listInput, raw)
  if (!input.ok) return input
  let { offset, limit: left = PAGE_ITEMS_DEFAULT } = input.value
  const newest = await listSales(ctx, { limit: PAGE_ITEMS_MAX })
  if (!newest.ok) return newest
  const items: ItemView[] = []
  for (const { id, items_count: count, status } of newest.value.sales) {
    if (left === 0) break
    if (status === 'scheduled' || status === 'closed') continue
    if (offset < count) {
      const page = await listItems(ctx, { id, limit: left, offset })
      if (!page.ok) return page
      items.push(...page.value.items)
      left -= page.value.items.length
    }
    offset = Math.max(0, offset - count)
  }
  return ok({ items })
}

const createInput = z.strictObject({
  name: listedItem.shape.name.unwrap(),
  stock: listedItem.shape.stock,
  price: listedItem.shape.price.default(0),
})

/** A product is a merchant sale of one item, without an end and without a limit per buyer but its stock. */
async function createProduct(ctx: Context, raw: unknown): Promise<Outcome<ItemView>> {
  const input = parse(createInput, raw)
  if (!input.ok) return input
  const { name, stock } = input.value
  const sale = await openMerchantSale(ctx, { name, buyer_limit: stock, items: [input.value] })
  return sale.ok ? readItem(ctx, { id: sale.value.first_item_id }) : sale
}

export const products = {
  list: earlier<typeof listInput, { items: ItemView[] }>(
    {
      ...sales.items,
      input: listInput,
      operation: listProducts,
      success: { 200: { description: 'Products.', view: z.array(z.unknown()) } },
    },
    { path: '/products', reply: (_reply, { items }) => items.map(productBody) },
  ),
  get: earlier<typeof itemInput, ItemView>(sales.item, {
    path: '/products/{id}',
    reply: (_reply, item) => productBody(item),
  }),
  create: earlier<typeof createInput, ItemView>(
    {
      method: 'post',
      path: '/products',
      id: 'createProduct',
      tag: 'Operators',
      summary: 'Create a product',
      refusals: [],
      scopes: admin.openSale.scopes,
      idempotent: true,
      audit: { action: 'sale.open', subject: 'name' },
      input: createInput,
      success: { 201: { description: 'The product.', view: z.unknown() } },
      operation: createProduct,
    },
    {
      path: '/products',
      reply(reply, item) {
        reply.header('location', `/products/${item.id}`)
        return productBody(item)
      },
    },
  ),
}
