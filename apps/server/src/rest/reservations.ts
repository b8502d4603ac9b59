import {
  type Context,
  cancelHold,
  confirmHold,
  createHold,
  listHolds,
  readHold,
  syncExpired,
} from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
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
    const outcome = await listHolds(ctx, request.query)
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answer(reply, outcome)
  })
  app.get('/v1/reservations/:id', async (request, reply) => answer(reply, await readHold(ctx, inputOf(request))))
  postOnce(app, ctx, '/v1/reservations/:id/confirm', { operation: confirmHold })
  postOnce(app, ctx, '/v1/reservations/:id/cancel', { operation: cancelHold })
  postOnce(app, ctx, '/v1/admin/reservations/sync-expired', { operation: syncExpired })
}
