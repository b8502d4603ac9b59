import type { Outcome } from '@hourglass/core/contract'
import { type Context, ledgerRefusal, onRecord, placeOf } from '@hourglass/core/operations'
import type { FastifyRequest } from 'fastify'
import { actorOf } from '../callers/within.ts'
import { traceIdOf } from '../problem.ts'

/** What an operator does, on record. `subject` is the member of the input that it is done to; none when it is done to everything. */
export const acting =
  <T>(
    action: string,
    operation: (ctx: Context, input: unknown, request: FastifyRequest) => Promise<Outcome<T>>,
    subject?: string,
  ) =>
  (ctx: Context, input: unknown, request: FastifyRequest): Promise<Outcome<T>> => {
    const entry = { actor: actorOf(request), action, subject: subjectOf(input, subject), traceId: traceIdOf(request) }
    return onRecord(ctx, entry, () => operation(ctx, input, request)).catch(ledgerRefusal)
  }

/** A URL may carry secrets: of it the log has only the place. */
function subjectOf(input: unknown, member: string | undefined): string {
  if (member === undefined) return ''
  return member === 'url' ? placeOf(named(input, member)) : named(input, member)
}

function named(input: unknown, member: string): string {
  const value = typeof input === 'object' && input !== null ? Reflect.get(input, member) : undefined
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
