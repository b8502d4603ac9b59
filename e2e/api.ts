import { describeItem, type FieldOrder, fieldOrder } from '@hourglass/core/catalog'
import type {
  AuditView,
  CheckoutView,
  ItemView,
  PurchaseView,
  SaleItemsView,
  SalesView,
  SaleView,
} from '@hourglass/core/contract'
import type { APIRequestContext, APIResponse } from '@playwright/test'
import { addresses } from './addresses.ts'

const { apiUrl } = addresses(process.env)

export async function get<T>(request: APIRequestContext, path: string): Promise<T> {
  const response = await request.get(`${apiUrl}${path}`)
  if (!response.ok()) throw new Error(`GET ${path} gave ${response.status()}: ${await response.text()}`)
  return response.json()
}

/** An item with its position in its sale and its cell in the field. */
export type PlacedItem = ItemView & { position: number; cell: number }

const orders = new Map<number, FieldOrder>()

/** Where the items of an hourly sale lie in its field. */
export function orderOf({
  seed,
  edition,
  items_count,
}: Pick<SaleView, 'seed' | 'edition' | 'items_count'>): FieldOrder {
  if (seed === null) throw new Error('the sale is sealed')
  const order =
    orders.get(seed) ??
    fieldOrder(
      Array.from({ length: items_count }, (_, at) => describeItem({ seed, edition }, at).colour),
      Math.ceil(Math.sqrt(items_count)),
    )
  orders.set(seed, order)
  return order
}

/** `count` available items of the open sale, at or after `position`. Each test uses its own range. */
export async function availableItems(
  request: APIRequestContext,
  position: number,
  count: number,
): Promise<PlacedItem[]> {
  const { sales } = await get<Pick<SalesView, 'sales'>>(request, '/v1/sales/active')
  const sale = sales.find(({ kind }) => kind === 'hourly')
  if (!sale) throw new Error('no hourly sale is open')
  const page = `/v1/sales/${sale.id}/items?limit=200&offset=${position}`
  const { items } = await get<Pick<SaleItemsView, 'items'>>(request, page)
  const found = items.filter(({ state }) => state === 'available').slice(0, count)
  if (found.length < count)
    throw new Error(`fewer than ${count} of ${sale.items_count} items are available from position ${position}`)
  const { cellOf } = orderOf(sale)
  return found.map((item) => {
    const position = item.id - sale.first_item_id
    return { ...item, position, cell: cellOf[position] ?? 0 }
  })
}

export async function availableItem(request: APIRequestContext, position: number): Promise<PlacedItem> {
  const [item] = await availableItems(request, position, 1)
  if (!item) throw new Error(`no item is left after position ${position}`)
  return item
}

/** The public state of an item. It may be 100 ms old, so poll for a change. */
export const readItem = (request: APIRequestContext, id: number) => get<ItemView>(request, `/v1/items/${id}`)
export const readAudit = (request: APIRequestContext, saleId: number) =>
  get<AuditView>(request, `/v1/sales/${saleId}/audit`)

/** Purchases a code over REST and returns the ledger's outcome. */
export const purchaseOverRest = (request: APIRequestContext, code: string): Promise<APIResponse> =>
  request.post(`${apiUrl}/purchase`, { params: { code } })

/** A purchase by a partner: checkout, then purchase, for a buyer. */
export async function buyOverRest(request: APIRequestContext, userId: string, itemId: number): Promise<PurchaseView> {
  const checkout = await request.post(`${apiUrl}/checkout`, { params: { user_id: userId, id: itemId } })
  const { code } = (await checkout.json()) as CheckoutView
  const purchase = await purchaseOverRest(request, code)
  if (!purchase.ok()) throw new Error(`the purchase gave ${purchase.status()}: ${await purchase.text()}`)
  return purchase.json()
}

/** Buys with the session of the request context, as the storefront does. */
export async function buyInSession(request: APIRequestContext, itemIds: number[]): Promise<PurchaseView> {
  const call = async <T>(name: string, data: object): Promise<T> => {
    const response = await request.post(`${apiUrl}/trpc/${name}`, { data })
    if (!response.ok()) throw new Error(`${name} gave ${response.status()}: ${await response.text()}`)
    return (await response.json()).result.data
  }
  const { code } = await call<CheckoutView>('checkout', { id: itemIds })
  return call<PurchaseView>('purchase', { code })
}

/** The result of one procedure in a tRPC batch. `url` is the batch's URL. */
export function answerIn<T>(body: { result: { data: T } }[], url: string, procedure: string): T {
  const answer = body[new URL(url).pathname.replace('/trpc/', '').split(',').indexOf(procedure)]
  if (!answer) throw new Error(`${procedure} is not in ${url}`)
  return answer.result.data
}
