import type { OrderDetailsView } from '@hourglass/core/contract'
import { type Context, listOrders, placeOrder, readOrder } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { CountOrder } from '../callers/rate-limits.ts'
import { within } from '../callers/within.ts'
import { answer } from './answer.ts'
import { inputOf } from './input-of.ts'
import { linkCursor } from './link-next.ts'
import { postOnce } from './post.ts'

/** Orders that are decided after they are placed, and every buyer's history. */
export function orderRoutes(app: FastifyInstance, ctx: Context, countOrder: CountOrder): void {
  postOnce(app, ctx, '/v1/orders', {
    operation: placeOrder,
    before: countOrder,
    decorate(reply, order) {
      reply.code(202).header('location', order.status_url)
      retryAfter(reply, order)
    },
  })
  app.get('/v1/orders', async (request, reply) => {
    const outcome = await listOrders(within(ctx, request), inputOf(request))
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answer(reply, outcome)
  })
  app.get('/v1/orders/:id', async (request, reply) => {
    const outcome = await readOrder(within(ctx, request), inputOf(request))
    if (outcome.ok) {
      const etag = `"${outcome.value.status}-${Date.parse(outcome.value.changed_at)}"`
      reply.header('etag', etag)
      retryAfter(reply, outcome.value)
      if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
    }
    return answer(reply, outcome)
  })
}

function retryAfter(reply: FastifyReply, order: OrderDetailsView): void {
  if (order.poll_after_ms !== null) reply.header('retry-after', Math.ceil(order.poll_after_ms / 1_000))
}

/** RFC 9110 §13.1.2, by weak comparison. */
const matches = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
