import type {
  AuditView,
  CheckoutView,
  ItemView,
  PurchaseView,
  SaleItemsView,
  SalesView,
} from '@hourglass/core/contract'
import type { APIRequestContext, APIResponse } from '@playwright/test'
import { addresses } from './addresses.ts'

const { apiUrl } = addresses(process.env)

export async function get<T>(request: APIRequestContext, path: string): Promise<T> {
  const response = await request.get(`${apiUrl}${path}`)
  if (!response.ok()) throw new Error(`GET ${path} gave ${response.status()}: ${await response.text()}`)
  return response.json()
}

/** An item and its position in its sale. */
export type PlacedItem = ItemView & { position: number }

/** `count` items of the sale that is on which can still be had, at or after `position`. Each test has a stretch of its own. */
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
    throw new Error(`of the ${sale.items_count} items fewer than ${count} can be had from position ${position} on`)
  return found.map((item) => ({ ...item, position: item.id - sale.first_item_id }))
}

export async function availableItem(request: APIRequestContext, position: number): Promise<PlacedItem> {
  const [item] = await availableItems(request, position, 1)
  if (!item) throw new Error(`no item is left after position ${position}`)
  return item
}

/** An item as everybody sees it: up to a tenth of a second old, so what has just been done is to be waited for. */
export const readItem = (request: APIRequestContext, id: number) => get<ItemView>(request, `/v1/items/${id}`)
export const readAudit = (request: APIRequestContext, saleId: number) =>
  get<AuditView>(request, `/v1/sales/${saleId}/audit`)

/** The same purchase over REST: what the ledger answers to a code. */
export const purchaseOverRest = (request: APIRequestContext, code: string): Promise<APIResponse> =>
  request.post(`${apiUrl}/purchase`, { params: { code } })

/** A partner's purchase: checkout, then purchase, in the name of a buyer. */
export async function buyOverRest(request: APIRequestContext, userId: string, itemId: number): Promise<PurchaseView> {
  const checkout = await request.post(`${apiUrl}/checkout`, { params: { user_id: userId, id: itemId } })
  const { code } = (await checkout.json()) as CheckoutView
  const purchase = await purchaseOverRest(request, code)
  if (!purchase.ok()) throw new Error(`the purchase gave ${purchase.status()}: ${await purchase.text()}`)
  return purchase.json()
}

/** Buys with the session that the request context carries, as the storefront does. */
export async function buyInSession(request: APIRequestContext, itemIds: number[]): Promise<PurchaseView> {
  const call = async <T>(name: string, data: object): Promise<T> => {
    const response = await request.post(`${apiUrl}/trpc/${name}`, { data })
    if (!response.ok()) throw new Error(`${name} gave ${response.status()}: ${await response.text()}`)
    return (await response.json()).result.data
  }
  const { code } = await call<CheckoutView>('checkout', { id: itemIds })
  return call<PurchaseView>('purchase', { code })
}

/** What a batch of the browser's reads answers to one of its procedures. `url`: the batch's own. */
export function answerIn<T>(body: { result: { data: T } }[], url: string, procedure: string): T {
  const answer = body[new URL(url).pathname.replace('/trpc/', '').split(',').indexOf(procedure)]
  if (!answer) throw new Error(`${procedure} is not in ${url}`)
  return answer.result.data
}
