import type { Outcome } from '@hourglass/core/contract'
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
import { within } from '../callers/within.ts'
import { answer } from './answer.ts'
import { idempotent } from './idempotent.ts'
import { inputOf } from './input-of.ts'

/** A buyer's cart, addressed by its buyer. */
export function cartRoutes(app: FastifyInstance, ctx: Context): void {
  const route =
    (operation: (ctx: Context, input: unknown) => Promise<Outcome<unknown>>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const input = inputOf(request)
      const own = within(ctx, request)
      const run = (ctx: Context) => operation(ctx, input).catch(ledgerRefusal)
      const once = request.method === 'POST'
      return answer(reply, once ? await idempotent(own, [request, reply], input, run) : await run(own))
    }
  app.get('/v1/cart', route(readCart))
  app.delete('/v1/cart', route(clearCart))
  app.post('/v1/cart/items', route(addToCart))
  app.put('/v1/cart/items/:item_id', route(setCartLine))
  app.delete('/v1/cart/items/:item_id', route(removeCartLine))
}
