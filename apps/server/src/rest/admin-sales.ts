import { addItems, type Context, closeSale, openMerchantSale, pauseSale, resumeSale } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { SALE_BODY_BYTES_MAX } from '../limits.ts'
import { postOnce } from './post.ts'

/** What an operator does with sales. */
export function adminSaleRoutes(app: FastifyInstance, ctx: Context): void {
  postOnce(app, ctx, '/v1/admin/sales', {
    operation: openMerchantSale,
    decorate: (reply, sale) => void reply.code(201).header('location', `/v1/sales/${sale.id}`),
    bodyLimit: SALE_BODY_BYTES_MAX,
  })
  postOnce(app, ctx, '/v1/admin/sales/:id/items', {
    operation: addItems,
    decorate: (reply) => void reply.code(201),
    bodyLimit: SALE_BODY_BYTES_MAX,
  })
  postOnce(app, ctx, '/v1/admin/sales/:id/pause', { operation: pauseSale })
  postOnce(app, ctx, '/v1/admin/sales/:id/resume', { operation: resumeSale })
  postOnce(app, ctx, '/v1/admin/sales/:id/close', { operation: closeSale })
}
