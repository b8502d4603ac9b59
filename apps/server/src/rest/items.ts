import { type Context, drawItem, readItem } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendProblem } from '../problem.ts'
import { answer } from './answer.ts'

type ById = FastifyRequest<{ Params: { id: string } }>

export function itemRoutes(app: FastifyInstance, ctx: Context): void {
  app.get('/v1/items/:id', async (request: ById, reply) => answer(reply, await readItem(ctx, request.params)))

  app.get('/v1/items/:id/image.svg', async (request: ById, reply) => {
    const outcome = await drawItem(ctx, request.params)
    if (!outcome.ok) return sendProblem(reply, outcome)
    return reply
      .headers({
        'content-type': 'image/svg+xml',
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      })
      .send(outcome.value)
  })
}
