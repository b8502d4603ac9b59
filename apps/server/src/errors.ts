import { type RefusalCode, type Refused, refuse } from '@hourglass/core/contract'
import { isLedgerAway } from '@hourglass/core/ledger'
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { RefusedError, sendProblem } from './problem.ts'

/** Fastify's error codes mapped to our refusals. */
const codes: Record<string, RefusalCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_request',
  FST_ERR_BAD_URL: 'invalid_request',
  ECONNRESET: 'request_timeout',
}

/** Methods that routes use, in the order of the `Allow` header. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']

/** Maps an error that Fastify caught to a refusal. Unknown errors are logged and answered with `internal_error`. */
export function refusedBy(error: FastifyError | RefusedError, request: FastifyRequest): Refused {
  if (error instanceof RefusedError) return error.refused
  const code = codes[error.code] ?? (error.statusCode === 400 ? 'invalid_request' : undefined)
  if (code === 'invalid_request')
    return refuse(code, { errors: [{ pointer: '#', detail: 'the request is not valid JSON or HTTP' }] })
  if (code) return refuse(code)
  if (isLedgerAway(error)) return refuse('unavailable')
  request.log.error({ event: 'defect', err: error }, 'unhandled error')
  return refuse('internal_error')
}

/** Answers uncaught errors with problem documents. Call it before the routes are registered: they inherit the handler. */
export function setErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => sendProblem(reply, refusedBy(error, request)))
}

/**
 * Answers requests that match no route before their body is read: unknown paths (404), unsupported methods (405), and OPTIONS other
 * than a CORS preflight. Call it after the hooks that set common headers and before the routes are registered.
 */
export function answerUnroutedRequests(app: FastifyInstance): void {
  const registered: { method: string; pattern: RegExp }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll('*', '.*').replace(/:\w+/g, '[^/]+')}$`)
    for (const one of [method].flat()) if (one !== 'OPTIONS') registered.push({ method: one, pattern })
  })
  const allowedAt = (url: string): string[] => {
    const path = url.split('?', 1)[0] ?? '/'
    return METHODS.filter((name) =>
      registered.some(({ method, pattern }) => method === name && (path === '*' || pattern.test(path))),
    )
  }
  app.addHook('onRequest', (request, reply, done) => {
    const { method, headers } = request
    if (method === 'OPTIONS' ? isPreflight(headers) : !request.is404) return done()
    const allowed = allowedAt(request.url)
    if (allowed.length === 0) return void sendProblem(reply, refuse('route_not_found'))
    reply.header('allow', allowed.join(', '))
    if (method === 'OPTIONS') return void reply.code(204).send()
    sendProblem(reply, refuse('method_not_allowed'))
  })
}

/** Whether a request is a CORS preflight (Fetch standard, §3.2.2). */
const isPreflight = (headers: FastifyRequest['headers']): boolean =>
  headers.origin !== undefined && headers['access-control-request-method'] !== undefined
