import { unqualified } from '@hourglass/core/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { OperationRoute } from '../routes/route.ts'
import { inTheirNames, type Names } from './names.ts'

/** How a route of an earlier system differs from the route whose operation it runs. */
interface Earlier<Input extends z.ZodObject, Value> {
  method?: OperationRoute['method']
  path: string
  names?: Names
  /** Adjusts the success, and returns its body. */
  reply?(reply: FastifyReply, value: Value): unknown
  /** Runs instead of the operation, if the input or the answer differ by more than names. */
  operation?: OperationRoute<Input, Value>['operation']
}

/** The same operation with the scopes, limits and audit entry of its route, under the path and the names of an earlier system. */
export function earlier<Input extends z.ZodObject, Value>(
  route: OperationRoute<Input, Value>,
  { names, operation = route.operation, reply, ...changes }: Earlier<Input, Value>,
): OperationRoute<Input, Value> & { names: Names } {
  return {
    ...route,
    ...changes,
    names: { userId: 'user_id', ...names },
    async operation(ctx, input, request) {
      const outcome = await operation(ctx, input, request)
      return outcome.ok || !request ? outcome : inTheirNames(outcome, request)
    },
    reply(replying, value) {
      const body = route.reply?.(replying, value) ?? value
      return reply ? reply(replying, value) : body
    },
  }
}

/** A user id as the client sent it: without the partner's prefix, and as a number if it is one. */
export function theirUser({ caller }: FastifyRequest, userId: string): string | number {
  const own = (caller && unqualified(caller.partner, userId)) ?? userId
  const number = Number(own)
  return Number.isSafeInteger(number) && String(number) === own ? number : own
}
