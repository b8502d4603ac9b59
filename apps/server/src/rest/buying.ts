import { no } from '@hourglass/core/contract'
import { type Context, checkout, purchase, refuseCheckout } from '@hourglass/core/operations'
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { refusedBy } from '../errors.ts'
import { BUYING_REQUESTS_MAX } from '../limits.ts'
import { sendProblem } from '../problem.ts'
import { answer } from './answer.ts'
import { inputOf } from './input-of.ts'

/**
 * The brief's two routes. Parameters come in the query, a JSON body, or both; the body counts where both name one.
 * Without a key, a `user_id` is taken on trust on loopback only, or where the operator says so.
 */
export function buyingRoutes(app: FastifyInstance, ctx: Context, config: Pick<Config, 'trustUserId'>): void {
  let underWay = 0

  const guarded =
    (operation: typeof checkout | typeof purchase) =>
    async (request: FastifyRequest): Promise<Awaited<ReturnType<typeof operation>>> => {
      if (underWay >= BUYING_REQUESTS_MAX) return no('busy')
      underWay++
      try {
        return await operation(ctx, inputOf(request))
      } finally {
        underWay--
      }
    }
  const checkoutOf = guarded(checkout)
  const purchaseOf = guarded(purchase)

  app.post('/checkout', {
    errorHandler: async (error: FastifyError, request, reply) =>
      sendProblem(reply, await refuseCheckout(ctx, refusedBy(error, request))),
    handler: async (request, reply) =>
      answer(reply, config.trustUserId ? await checkoutOf(request) : await refuseCheckout(ctx, no('key_required'))),
  })
  app.post('/purchase', async (request, reply) =>
    answer(reply, config.trustUserId ? await purchaseOf(request) : no('key_required')),
  )
}
