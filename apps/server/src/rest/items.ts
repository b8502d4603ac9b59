import { type Context, readItem } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendProblem } from '../problem.ts'
import { answer } from './answer.ts'
import { createPictures } from './pictures.ts'

type ById = FastifyRequest<{ Params: { id: string } }>

export function itemRoutes(app: FastifyInstance, ctx: Context): void {
  const drawn = createPictures(ctx)
  app.get('/v1/items/:id', async (request: ById, reply) => answer(reply, await readItem(ctx, request.params)))

  app.get('/v1/items/:id/image.svg', async (request: ById, reply) => {
    const outcome = await drawn(request.params)
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
