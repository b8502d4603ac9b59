import { type Context, readItem } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from '../problem.ts'
import { answerPublic } from './answer.ts'
import { inputOf } from './input-of.ts'
import { createPictures } from './pictures.ts'

export function itemRoutes(app: FastifyInstance, ctx: Context): void {
  const drawn = createPictures(ctx)
  app.get('/v1/items/:id', async (request, reply) => answerPublic(reply, await readItem(ctx, inputOf(request))))

  app.get('/v1/items/:id/image.svg', async (request, reply) => {
    const outcome = await drawn(inputOf(request))
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
