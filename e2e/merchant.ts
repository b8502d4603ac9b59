import type { PictureView, SaleItemsView, SaleView } from '@hourglass/core/contract'
import type { APIRequestContext } from '@playwright/test'
import sharp from 'sharp'
import { addresses } from './addresses.ts'
import { get, type PlacedItem } from './api.ts'

const { apiUrl } = addresses(process.env)

interface Listed {
  name?: string
  stock: number
  price: number
  list_price?: number
  buyer_limit?: number
  description?: string
  picture?: string
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
    door?: 'open' | 'queue'
    payment?: 'none' | 'required'
  },
): Promise<Opened> {
  const response = await request.post(`${apiUrl}/v1/admin/sales`, { data: given })
  if (!response.ok()) throw new Error(`the sale was not opened, ${response.status()}: ${await response.text()}`)
  const sale = (await response.json()) as SaleView
  const { items } = await get<SaleItemsView>(request, `/v1/sales/${sale.id}/items`)
  return { sale, items: items.map((item) => ({ ...item, position: item.id - sale.first_item_id, cell: 0 })) }
}

/** Uploads a picture of two colors over the admin API. @returns its id */
export async function uploadPicture(request: APIRequestContext, width: number, height: number): Promise<string> {
  const data = await sharp({ create: { width, height, channels: 3, background: '#9c5b3c' } })
    .composite([
      { input: { create: { width: 200, height: 200, channels: 3, background: '#f0d9a8' } }, gravity: 'centre' },
    ])
    .jpeg()
    .toBuffer()
  const headers = { 'content-type': 'image/jpeg' }
  const response = await request.post(`${apiUrl}/v1/admin/pictures`, { data, headers })
  if (!response.ok()) throw new Error(`the picture was not stored, ${response.status()}: ${await response.text()}`)
  return ((await response.json()) as PictureView).id
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
