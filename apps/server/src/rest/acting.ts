import type { Outcome } from '@hourglass/core/contract'
import { type Context, ledgerRefusal, onRecord } from '@hourglass/core/operations'
import type { FastifyRequest } from 'fastify'
import { actorOf } from '../callers/within.ts'
import { traceIdOf } from '../problem.ts'

/** What an operator does, on record. `subjectOf` says in a word what it is done to, from the request's input. */
export const acting =
  <T>(action: string, operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>, subject: string) =>
  (ctx: Context, input: unknown, request: FastifyRequest): Promise<Outcome<T>> =>
    onRecord(
      ctx,
      { actor: actorOf(request), action, subject: named(input, subject), traceId: traceIdOf(request) },
      () => operation(ctx, input),
    ).catch(ledgerRefusal)

function named(input: unknown, member: string): string {
  const value = typeof input === 'object' && input !== null ? Reflect.get(input, member) : undefined
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
