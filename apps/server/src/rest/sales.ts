import { audit, type Context, listItems, listSales, readActiveSales, readSale } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import type { Seats } from '../callers/seats.ts'
import type { Feed } from '../live/feed.ts'
import { liveRoute } from '../live/route.ts'
import { answerPublic } from './answer.ts'
import { inputOf } from './input-of.ts'
import { linkCursor } from './link-next.ts'

/** Sales, their items, their books. */
export function saleRoutes(app: FastifyInstance, ctx: Context, feed: Feed, seats: Seats): void {
  app.get('/v1/sales', async (request, reply) => {
    const outcome = await listSales(ctx, inputOf(request))
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answerPublic(reply, outcome)
  })
  app.get('/v1/sales/active', async (_request, reply) => answerPublic(reply, await readActiveSales(ctx)))
  app.get('/v1/sales/:id', async (request, reply) => answerPublic(reply, await readSale(ctx, inputOf(request))))
  app.get('/v1/sales/:id/items', async (request, reply) => {
    const outcome = await listItems(ctx, inputOf(request))
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answerPublic(reply, outcome)
  })
  app.get('/v1/sales/:id/audit', async (request, reply) => answerPublic(reply, await audit(ctx, inputOf(request))))
  liveRoute(app, ctx, feed, seats)
}
