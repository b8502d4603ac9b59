import { audit, type Context, listItems, listSales, readActiveSales, readSale } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Seats } from '../callers/seats.ts'
import type { Feed } from '../live/feed.ts'
import { liveRoute } from '../live/route.ts'
import { answer } from './answer.ts'
import { linkCursor, linkNext } from './link-next.ts'

type ById = FastifyRequest<{ Params: { id: string } }>

/** Sales, their items, their books. */
export function saleRoutes(app: FastifyInstance, ctx: Context, feed: Feed, seats: Seats): void {
  const inputOf = (request: ById) => ({ ...(request.query as object), ...request.params })

  app.get('/v1/sales', async (request, reply) => {
    const outcome = await listSales(ctx, request.query)
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answer(reply, outcome)
  })
  app.get('/v1/sales/active', async (_request, reply) => answer(reply, await readActiveSales(ctx)))
  app.get('/v1/sales/:id', async (request: ById, reply) => answer(reply, await readSale(ctx, request.params)))
  app.get('/v1/sales/:id/items', async (request: ById, reply) => {
    const outcome = await listItems(ctx, inputOf(request))
    if (outcome.ok) {
      const next = outcome.value.offset + outcome.value.limit
      if (next < outcome.value.total) linkNext(reply, { offset: next })
    }
    return answer(reply, outcome)
  })
  app.get('/v1/sales/:id/audit', async (request: ById, reply) => answer(reply, await audit(ctx, request.params)))
  liveRoute(app, ctx, feed, seats)
}
