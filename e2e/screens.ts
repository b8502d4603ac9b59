import type { SaleView } from '@hourglass/core/contract'
import type { APIRequestContext } from '@playwright/test'
import { get } from './api.ts'

/** The open hourly sale. */
export async function hourlySale(request: APIRequestContext): Promise<SaleView> {
  const { sales } = await get<{ sales: SaleView[] }>(request, '/v1/sales/active')
  const sale = sales.find(({ kind }) => kind === 'hourly')
  if (!sale) throw new Error('no hourly sale is open')
  return sale
}

/** Public screens, by name. */
export async function openScreens(request: APIRequestContext): Promise<Record<string, string>> {
  const { id, first_item_id } = await hourlySale(request)
  return {
    drop: '/',
    found: `/sales/${id}?material=obsidian&sort=rarest`,
    'found nothing': `/sales/${id}?search=zzzz`,
    item: `/items/${first_item_id + 9_000}`,
    proof: `/sales/${id}/proof`,
    'all sales': '/sales',
    cart: '/cart',
    me: '/me',
    'empty collection': '/collection',
    'sign-in': '/sign-in',
    account: '/account',
    'how it works': '/how-it-works',
    status: '/status',
    'not found': '/nowhere',
    'no such order': '/orders/00000000-0000-7000-8000-000000000000',
  }
}
