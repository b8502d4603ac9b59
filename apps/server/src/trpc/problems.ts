import { no, noInput, type Outcome, type RefusalCode, type Refused, refusals, yes } from '@hourglass/core/contract'
import { type Context, invalid, type Kept, once, parse, unknownMember } from '@hourglass/core/operations'
import { TRPCError } from '@trpc/server'
import type { TRPCErrorShape } from '@trpc/server/rpc'
import { problemOf } from '../problem.ts'
import { RefusedError } from '../refused-error.ts'
import { fingerprintOf } from '../rest/idempotency.ts'

/** What every router needs of a request. */
export interface Exchange {
  ctx: Context
  url: string
  traceId: string
  /** The request's Idempotency-Key, if it has one. */
  key: string | undefined | Refused
  /** Told when the answer is that of an earlier request. */
  onReplay(): void
}

/** tRPC's own refusals, in our words. */
const refusedByTrpc: Record<string, RefusalCode> = {
  NOT_FOUND: 'route_not_found',
  PARSE_ERROR: 'invalid_request',
  BAD_REQUEST: 'invalid_request',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  PAYLOAD_TOO_LARGE: 'body_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
}

interface Failure<Shape> {
  shape: Shape
  error: TRPCError
  ctx: Pick<Exchange, 'url' | 'traceId'> | undefined
}

/** What an error is to the caller. */
export const refusedOf = (error: TRPCError): Refused =>
  error.cause instanceof RefusedError ? error.cause.refused : no(refusedByTrpc[error.code] ?? 'internal_error')

/** An error as it is told: with the problem document that REST would have sent. */
export function withProblem<Shape extends TRPCErrorShape<{ stack?: string | undefined }>>(failure: Failure<Shape>) {
  const { shape, error, ctx } = failure
  const refused = refusedOf(error)
  const problem = problemOf(refused, { url: ctx?.url ?? '/trpc', traceId: ctx?.traceId ?? '' })
  return { ...shape, message: problem.detail, data: { ...shape.data, stack: undefined, problem } }
}

/** Input goes to the operation as it is: it validates by the one schema, and its refusals are the same as over REST. */
export const raw =
  <Input>() =>
  (input: unknown): Input =>
    (input ?? {}) as Input

/** For a procedure that takes no input: anything else is refused. */
export function nothing(input: unknown): object | undefined {
  const parsed = parse(noInput, input ?? {})
  if (!parsed.ok) throw new RefusedError(parsed)
  return parsed.value
}

/** A shopper's input with the shopper as its buyer. Only the session says who buys. */
export function asBuyer(input: unknown, userId: string): Outcome<{ user_id: string }> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return invalid([{ pointer: '#/', detail: 'the request must be a JSON object' }])
  return 'user_id' in input ? invalid([unknownMember(['user_id'])]) : yes({ ...input, user_id: userId })
}

export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new TRPCError({ code: refusals[outcome.code].trpc, cause: new RefusedError(outcome) })
}

/** Done once for the request's Idempotency-Key, if it has one. `path` and `input` are what the key stands for. */
export async function onceForKey<T>(
  { ctx, key, onReplay }: Exchange,
  request: { principal: string; path: string; input: unknown; kept?: Kept<T> | undefined },
  run: (within: Context) => Promise<Outcome<T>>,
): Promise<T> {
  if (key === undefined) return unwrap(await run(ctx))
  if (typeof key !== 'string') return unwrap<T>(key)
  const { principal, path, input, kept } = request
  const { outcome, replayed } = await once(ctx, { principal, key, fingerprint: fingerprintOf(path, input) }, run, {
    kept,
  })
  if (replayed) onReplay()
  return unwrap(outcome)
}
