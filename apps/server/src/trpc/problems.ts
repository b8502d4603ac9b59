import { type Outcome, type RefusalCode, type Refused, refusals, refuse } from '@hourglass/core/contract'
import { type Context, parse } from '@hourglass/core/operations'
import { TRPCError } from '@trpc/server'
import type { TRPCErrorShape } from '@trpc/server/rpc'
import { z } from 'zod'
import { problemOf, RefusedError } from '../problem.ts'

/** The part of a request that every router needs. */
export interface Exchange {
  ctx: Context
  url: string
  traceId: string
  /** The request's Idempotency-Key, if it has one. */
  key: string | undefined | Refused
  /** Called when the stored response of an earlier request is returned. */
  onReplay(): void
}

/** tRPC's error codes mapped to our refusals. */
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

/** The refusal that an error stands for. */
export const refusedOf = (error: TRPCError): Refused =>
  error.cause instanceof RefusedError ? error.cause.refused : refuse(refusedByTrpc[error.code] ?? 'internal_error')

/** Adds to an error the problem document that REST would have sent. */
export function withProblem<Shape extends TRPCErrorShape<{ stack?: string | undefined }>>(failure: Failure<Shape>) {
  const { shape, error, ctx } = failure
  const refused = refusedOf(error)
  const problem = problemOf(refused, { url: ctx?.url ?? '/trpc', traceId: ctx?.traceId ?? '' })
  return { ...shape, message: problem.detail, data: { ...shape.data, stack: undefined, problem } }
}

/** Clients may omit an input whose members are all optional. */
type Sendable<Input> = Record<never, never> extends Input ? Input | undefined : Input

/** Adapts a schema to a procedure's `.input()`: no input counts as an empty object, as over REST. */
export const inputFor = <Schema extends z.ZodObject>(schema: Schema) =>
  schema.prefault({} as never) as unknown as z.ZodType<z.output<Schema>, Sendable<z.input<Schema>>>

/** The raw input. Operations parse it themselves with the same schema as over REST. */
export async function sentBy(getRawInput: () => Promise<unknown>): Promise<unknown> {
  const sent = await getRawInput()
  return sent === undefined ? {} : sent
}

/** The refusal that REST would send, if the error is an input validation error. */
export function inputRefusal(schema: z.ZodObject, sent: unknown, error: TRPCError): Refused | null {
  const parsed = error.cause instanceof z.ZodError ? parse(schema, sent) : null
  return parsed && !parsed.ok ? parsed : null
}

/** Returns the result of a procedure unless its input was invalid. @throws TRPCError with the refusal that REST would send */
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
