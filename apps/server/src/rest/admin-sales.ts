import { addItems, type Context, closeSale, openMerchantSale, pauseSale, resumeSale } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { SALE_BODY_BYTES_MAX } from '../limits.ts'
import { answer } from './answer.ts'
import { inputOf } from './input-of.ts'

/** What an operator does with sales. */
export function adminSaleRoutes(app: FastifyInstance, ctx: Context): void {
  const large = { bodyLimit: SALE_BODY_BYTES_MAX }
  app.post('/v1/admin/sales', large, async (request, reply) => {
    const outcome = await openMerchantSale(ctx, inputOf(request))
    if (outcome.ok) reply.code(201).header('location', `/v1/sales/${outcome.value.id}`)
    return answer(reply, outcome)
  })
  app.post('/v1/admin/sales/:id/items', large, async (request, reply) => {
    const outcome = await addItems(ctx, inputOf(request))
    if (outcome.ok) reply.code(201)
    return answer(reply, outcome)
  })
  app.post('/v1/admin/sales/:id/pause', async (request, reply) => answer(reply, await pauseSale(ctx, inputOf(request))))
  app.post('/v1/admin/sales/:id/resume', async (request, reply) =>
    answer(reply, await resumeSale(ctx, inputOf(request))),
  )
  app.post('/v1/admin/sales/:id/close', async (request, reply) => answer(reply, await closeSale(ctx, inputOf(request))))
}
