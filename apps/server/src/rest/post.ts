import type { Outcome, Refused } from '@hourglass/core/contract'
import { type Context, type Kept, ledgerRefusal } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { within } from '../callers/within.ts'
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
    operation: (ctx: Context, input: unknown, request: FastifyRequest) => Promise<Outcome<T>>
    decorate?: (reply: FastifyReply, value: T) => unknown
    bodyLimit?: number
    /** For an answer that has a secret. */
    kept?: Kept<T>
    /** Asked before it is done, not when it was done already; a refusal ends it. */
    before?: (exchange: [FastifyRequest, FastifyReply], input: unknown) => Promise<Refused | null>
  },
): void {
  const { operation, decorate, bodyLimit, before, kept } = route
  app.post(path, bodyLimit === undefined ? {} : { bodyLimit }, async (request, reply) => {
    const given = inputOf(request)
    const outcome = await idempotent(
      within(ctx, request),
      [request, reply],
      given,
      async (own, input) =>
        (await before?.([request, reply], input)) ?? operation(own, input, request).catch(ledgerRefusal),
      { kept },
    )
    if (!outcome.ok) return answer(reply, outcome)
    const body = decorate?.(reply, outcome.value)
    return answer(reply, { ok: true, value: body ?? outcome.value })
  })
}
