import { type Context, cancelHold, confirmHold, createHold, listHolds, readHold } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { within } from '../callers/within.ts'
import { answer } from './answer.ts'
import { inputOf } from './input-of.ts'
import { linkCursor } from './link-next.ts'
import { postOnce } from './post.ts'

/** Holds, which REST calls reservations. */
export function reservationRoutes(app: FastifyInstance, ctx: Context): void {
  postOnce(app, ctx, '/v1/reservations', {
    operation: createHold,
    decorate(reply, { made, reservation }) {
      reply.code(made ? 201 : 200).header('location', `/v1/reservations/${reservation.id}`)
      return reservation
    },
  })
  app.get('/v1/reservations', async (request, reply) => {
    const outcome = await listHolds(within(ctx, request), inputOf(request))
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answer(reply, outcome)
  })
  app.get('/v1/reservations/:id', async (request, reply) =>
    answer(reply, await readHold(within(ctx, request), inputOf(request))),
  )
  postOnce(app, ctx, '/v1/reservations/:id/confirm', { operation: confirmHold })
  postOnce(app, ctx, '/v1/reservations/:id/cancel', { operation: cancelHold })
}
