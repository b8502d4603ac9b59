import type { SaleItemsView, SaleView } from '@hourglass/core/contract'
import type { APIRequestContext } from '@playwright/test'
import { addresses } from './addresses.ts'
import { get, type PlacedItem } from './api.ts'

const { apiUrl } = addresses(process.env)

interface Listed {
  name?: string
  stock: number
  price: number
  list_price?: number
  buyer_limit?: number
  image_url?: string
}

interface Opened {
  sale: SaleView
  items: PlacedItem[]
}

/** Opens a merchant sale over the admin API. */
export async function openSale(
  request: APIRequestContext,
  given: {
    name: string
    items: Listed[]
    ends_at?: string
    starts_at?: string
    buyer_limit?: number
    guests?: 'allowed' | 'refused'
  },
): Promise<Opened> {
  const response = await request.post(`${apiUrl}/v1/admin/sales`, { data: given })
  if (!response.ok()) throw new Error(`the sale was not opened, ${response.status()}: ${await response.text()}`)
  const sale = (await response.json()) as SaleView
  const { items } = await get<SaleItemsView>(request, `/v1/sales/${sale.id}/items`)
  return { sale, items: items.map((item) => ({ ...item, position: item.id - sale.first_item_id, cell: 0 })) }
}

/** Pauses, resumes or closes a sale over the admin API. */
export async function steerSale(
  request: APIRequestContext,
  saleId: number,
  to: 'pause' | 'resume' | 'close',
): Promise<void> {
  const response = await request.post(`${apiUrl}/v1/admin/sales/${saleId}/${to}`)
  if (!response.ok()) throw new Error(`${to} gave ${response.status()}: ${await response.text()}`)
}
