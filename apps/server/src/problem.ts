import { randomBytes } from 'node:crypto'
import { type Refused, refusals } from '@hourglass/core/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { writeFor } from './callers/own-names.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the refusal; empty for a success, null for a stream, which is not timed because it has no end. */
    outcome: string | null
  }
}

/** Default `Retry-After` of retryable refusals, in seconds. */
const RETRY_AFTER_S = 1

/** The problem document (RFC 9457) of a refusal. */
export function problemOf(refused: Refused, request: { url: string; traceId: string }) {
  const { status, title, sentence, retryable } = refusals[refused.code]
  return {
    type: `/problems/${refused.code}`,
    title,
    status,
    detail: refused.detail ?? sentence,
    instance: request.url.split('?', 1)[0],
    code: refused.code,
    retryable,
    trace_id: request.traceId,
    ...(refused.errors && { errors: refused.errors }),
    ...refused.extra,
  }
}

export function sendProblem(reply: FastifyReply, refused: Refused): FastifyReply {
  const { status } = refusals[refused.code]
  reply.request.outcome = refused.code
  const { retry_at: retryAt } = refused.extra ?? {}
  // Rounded up, so that a client that waits exactly this long is not too early.
  if (typeof retryAt === 'string')
    reply.header('retry-after', Math.max(RETRY_AFTER_S, Math.ceil((Date.parse(retryAt) - Date.now()) / 1_000)))
  if (status === 503 || (status === 429 && !reply.hasHeader('retry-after'))) reply.header('retry-after', RETRY_AFTER_S)
  // RFC 9110, section 15.5.2: a 401 names a way to authenticate.
  if (status === 401 && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', 'Bearer realm="hourglass"')
  const body = problemOf(refused, { url: reply.request.url, traceId: traceIdOf(reply.request) })
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(writeFor(reply.request.caller, body))
}

/** Version ff and all-zero ids are invalid (W3C Trace Context §3.2). */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/
/** The trace id of a request, cached on the raw request. */
const TRACE_ID = Symbol('trace id')
type Traced = FastifyRequest['raw'] & { [TRACE_ID]?: string }

/** Sets the trace id of a request. Without it, {@link traceIdOf} derives one. */
export function setTraceId({ raw }: { raw: Traced }, traceId: string): void {
  raw[TRACE_ID] = traceId
}

/** Trace id from `traceparent` (W3C Trace Context), or a random one. Computed on first use. */
export function traceIdOf({ raw, headers }: { raw: Traced; headers: FastifyRequest['headers'] }): string {
  raw[TRACE_ID] ??= TRACEPARENT.exec(String(headers.traceparent ?? ''))?.[1] ?? randomBytes(16).toString('hex')
  return raw[TRACE_ID]
}

/** Carries a refusal through code that only handles errors: tRPC and Fastify hooks. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.code)
    this.refused = refused
  }
}
