import { no, type Outcome, type Refused } from '@hourglass/core/contract'
import { type Context, checkout, purchase, refuseCheckout } from '@hourglass/core/operations'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { within } from '../callers/within.ts'
import { refusedBy } from '../errors.ts'
import { BUYING_REQUESTS_MAX } from '../limits.ts'
import { sendProblem } from '../problem.ts'
import { answer } from './answer.ts'
import { idempotent } from './idempotent.ts'
import { inputOf } from './input-of.ts'

/** The brief's two routes. */
export function buyingRoutes(app: FastifyInstance, ctx: Context): void {
  let underWay = 0

  const guarded =
    <T>(
      operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>,
      turnAway?: (refused: Refused) => Promise<Refused>,
    ) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<Outcome<T>> => {
      if (underWay >= BUYING_REQUESTS_MAX) return no('busy')
      underWay++
      try {
        const own = within(ctx, request)
        return await idempotent(own, [request, reply], inputOf(request), operation, { turnAway })
      } finally {
        underWay--
      }
    }
  const checkoutOf = guarded(checkout, (refused) => refuseCheckout(ctx, refused))
  const purchaseOf = guarded(purchase)

  app.post('/checkout', {
    errorHandler: async (error: FastifyError, request, reply) =>
      sendProblem(reply, await refuseCheckout(ctx, refusedBy(error, request))),
    handler: async (request, reply) => answer(reply, await checkoutOf(request, reply)),
  })
  app.post('/purchase', async (request, reply) => answer(reply, await purchaseOf(request, reply)))
}
