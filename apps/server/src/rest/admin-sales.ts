import type { SaleView } from '@hourglass/core/contract'
import {
  addItems,
  type Context,
  closeSale,
  openMerchantSale,
  pauseSale,
  resumeSale,
  syncExpired,
} from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { SALE_BODY_BYTES_MAX } from '../limits.ts'
import { acting } from './acting.ts'
import { postOnce } from './post.ts'

/** What an operator does with sales. */
export function adminSaleRoutes(app: FastifyInstance, ctx: Context): void {
  postOnce(app, ctx, '/v1/admin/sales', {
    operation: acting('sale.open', openMerchantSale, 'name'),
    decorate: (reply, sale: SaleView) => void reply.code(201).header('location', `/v1/sales/${sale.id}`),
    bodyLimit: SALE_BODY_BYTES_MAX,
  })
  postOnce(app, ctx, '/v1/admin/sales/:id/items', {
    operation: acting('sale.add_items', addItems, 'id'),
    decorate: (reply) => void reply.code(201),
    bodyLimit: SALE_BODY_BYTES_MAX,
  })
  postOnce(app, ctx, '/v1/admin/sales/:id/pause', { operation: acting('sale.pause', pauseSale, 'id') })
  postOnce(app, ctx, '/v1/admin/sales/:id/resume', { operation: acting('sale.resume', resumeSale, 'id') })
  postOnce(app, ctx, '/v1/admin/sales/:id/close', { operation: acting('sale.close', closeSale, 'id') })
  postOnce(app, ctx, '/v1/admin/reservations/sync-expired', {
    operation: acting('reservation.sync_expired', syncExpired),
  })
}
