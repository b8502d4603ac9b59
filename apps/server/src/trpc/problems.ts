import { type Outcome, type RefusalCode, type Refused, refusals, refuse } from '@hourglass/core/contract'
import { type Context, parse } from '@hourglass/core/operations'
import { TRPCError } from '@trpc/server'
import type { TRPCErrorShape } from '@trpc/server/rpc'
import { z } from 'zod'
import { problemOf, RefusedError } from '../problem.ts'

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
  error.cause instanceof RefusedError ? error.cause.refused : refuse(refusedByTrpc[error.code] ?? 'internal_error')

/** An error as the client gets it: with the problem document that REST would have sent. */
export function withProblem<Shape extends TRPCErrorShape<{ stack?: string | undefined }>>(failure: Failure<Shape>) {
  const { shape, error, ctx } = failure
  const refused = refusedOf(error)
  const problem = problemOf(refused, { url: ctx?.url ?? '/trpc', traceId: ctx?.traceId ?? '' })
  return { ...shape, message: problem.detail, data: { ...shape.data, stack: undefined, problem } }
}

/** What a client may leave out: an input whose members are all optional. */
type Sendable<Input> = Record<never, never> extends Input ? Input | undefined : Input

/** A schema as a procedure's `.input()`: no input is an empty object, as over REST. */
export const inputFor = <Schema extends z.ZodObject>(schema: Schema) =>
  schema.prefault({} as never) as unknown as z.ZodType<z.output<Schema>, Sendable<z.input<Schema>>>

/** The input as it was sent. Operations parse it themselves, by the same schema as over REST. */
export async function sentBy(getRawInput: () => Promise<unknown>): Promise<unknown> {
  const sent = await getRawInput()
  return sent === undefined ? {} : sent
}

/** The refusal that REST would send, when it was the input that failed. */
export function inputRefusal(schema: z.ZodObject, sent: unknown, error: TRPCError): Refused | null {
  const parsed = error.cause instanceof z.ZodError ? parse(schema, sent) : null
  return parsed && !parsed.ok ? parsed : null
}

/** The result of a procedure, unless its input failed. @throws TRPCError with the refusal that REST would send */
export function refuseInput<Result extends { ok: true } | { ok: false; error: TRPCError }>(
  schema: z.ZodObject,
  sent: unknown,
  result: Result,
): Result {
  const refused = result.ok ? null : inputRefusal(schema, sent, result.error)
  return refused ? unwrap<Result>(refused) : result
}

export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new TRPCError({ code: refusals[outcome.code].trpc, cause: new RefusedError(outcome) })
}
