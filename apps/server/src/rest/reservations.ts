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

/** Holds, which REST calls reservations. */
export function reservationRoutes(app: FastifyInstance, ctx: Context): void {
  app.post('/v1/reservations', async (request, reply) => {
    const outcome = await createHold(ctx, inputOf(request))
    if (!outcome.ok) return answer(reply, outcome)
    const { made, reservation } = outcome.value
    if (made) reply.code(201)
    reply.header('location', `/v1/reservations/${reservation.id}`)
    return answer(reply, { ok: true, value: reservation })
  })
  app.get('/v1/reservations', async (request, reply) => {
    const outcome = await listHolds(ctx, request.query)
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answer(reply, outcome)
  })
  app.get('/v1/reservations/:id', async (request, reply) => answer(reply, await readHold(ctx, inputOf(request))))
  app.post('/v1/reservations/:id/confirm', async (request, reply) =>
    answer(reply, await confirmHold(ctx, inputOf(request))),
  )
  app.post('/v1/reservations/:id/cancel', async (request, reply) =>
    answer(reply, await cancelHold(ctx, inputOf(request))),
  )
  app.post('/v1/admin/reservations/sync-expired', async (_request, reply) => answer(reply, await syncExpired(ctx)))
}
