import type { Outcome } from '@hourglass/core/contract'
import { type Context, ledgerRefusal } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { answer } from './answer.ts'
import { idempotent } from './idempotent.ts'
import { inputOf } from './input-of.ts'

/**
 * A POST that changes something: done once for its Idempotency-Key. `decorate` adds status and headers to a yes, and may give
 * another body for it.
 */
export function postOnce<T>(
  app: FastifyInstance,
  ctx: Context,
  path: string,
  route: {
    operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>
    decorate?: (reply: FastifyReply, value: T) => unknown
    bodyLimit?: number
  },
): void {
  const { operation, decorate, bodyLimit } = route
  app.post(path, bodyLimit === undefined ? {} : { bodyLimit }, async (request, reply) => {
    const outcome = await idempotent(ctx, [request, reply], inputOf(request), (within, input) =>
      operation(within, input).catch(ledgerRefusal),
    )
    if (!outcome.ok) return answer(reply, outcome)
    const body = decorate?.(reply, outcome.value)
    return answer(reply, { ok: true, value: body ?? outcome.value })
  })
}
