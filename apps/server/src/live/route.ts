import { no } from '@hourglass/core/contract'
import { type Context, readSale } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import type { Seats } from '../callers/seats.ts'
import { sendProblem } from '../problem.ts'
import { inputOf } from '../rest/input-of.ts'
import type { Feed } from './feed.ts'

/** `GET /v1/sales/{id}/live`: server-sent events, see DESIGN: snapshot, delta, tick, and a comment now and then. */
export function liveRoute(app: FastifyInstance, ctx: Context, feed: Feed, seats: Seats): void {
  app.get('/v1/sales/:id/live', { exposeHeadRoute: false }, async (request, reply) => {
    const sale = await readSale(ctx, inputOf(request))
    if (!sale.ok) return sendProblem(reply, sale)
    if (request.raw.destroyed) return reply.hijack()
    if (feed.full) return sendProblem(reply, no('busy'))
    const leave = seats.take(request)
    if (!leave)
      return sendProblem(reply, no('rate_limited', { detail: 'Too many live streams are open from here. Close some.' }))
    reply.hijack()
    request.outcome = null
    const { raw } = reply
    raw.once('close', leave)
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    const lastEventId = request.headers['last-event-id']
    await feed.add(sale.value.id, raw, typeof lastEventId === 'string' ? lastEventId : undefined).catch(() => raw.end())
  })
}
