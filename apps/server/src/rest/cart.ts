import { no, type Outcome } from '@hourglass/core/contract'
import {
  addToCart,
  type Context,
  clearCart,
  ledgerRefusal,
  readCart,
  removeCartLine,
  setCartLine,
} from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { answer } from './answer.ts'
import { idempotent } from './idempotent.ts'
import { inputOf } from './input.ts'

/** A buyer's cart, addressed by its buyer; without a key the `user_id` is taken on trust, as it is for buying. */
export function cartRoutes(app: FastifyInstance, ctx: Context, config: Pick<Config, 'trustUserId'>): void {
  const route =
    (operation: (ctx: Context, input: unknown) => Promise<Outcome<unknown>>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      if (!config.trustUserId) return answer(reply, no('key_required'))
      const input = withParams(inputOf(request), request.params)
      const run = (within: Context) => operation(within, input).catch(ledgerRefusal)
      return answer(
        reply,
        request.method === 'POST' ? await idempotent(ctx, [request, reply], input, run) : await run(ctx),
      )
    }
  app.get('/v1/cart', route(readCart))
  app.delete('/v1/cart', route(clearCart))
  app.post('/v1/cart/items', route(addToCart))
  app.put('/v1/cart/items/:item_id', route(setCartLine))
  app.delete('/v1/cart/items/:item_id', route(removeCartLine))
}

/** What the path names counts before anything else. A body that is no object is left to be refused. */
const withParams = (input: unknown, params: unknown): unknown =>
  typeof input === 'object' && !Array.isArray(input) ? { ...input, ...(params as object) } : input
