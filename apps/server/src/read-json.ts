import type { IncomingHttpHeaders } from 'node:http'
import { no, type Refused } from '@hourglass/core/contract'
import { invalid } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RefusedError } from './refused-error.ts'

const JSON_TYPE = 'application/json'
/** The content type of `curl -d ''` and of empty forms. */
const FORM_TYPE = 'application/x-www-form-urlencoded'

/**
 * Takes JSON bodies only, in this scope and all scopes below it. Any other content type is refused before its body is read. An empty
 * body counts as no body. Keys that would reach a prototype are refused.
 */
export function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const refused = hasBody(request.headers) && bodyRefused(request)
    if (refused) done(new RefusedError(refused))
    else done(null, payload)
  })
  app.addContentTypeParser<string>(JSON_TYPE, { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body, done)
  })
  // Without parseAs the body is not read. The hook above lets only an empty one come this far.
  app.addContentTypeParser(FORM_TYPE, (_request, _payload, done) => done(null, undefined))
}

/** The same for tRPC, which parses JSON itself. */
export function readJsonText(app: FastifyInstance): void {
  app.removeContentTypeParser(JSON_TYPE)
  app.addContentTypeParser<string>(JSON_TYPE, { parseAs: 'string' }, (_request, body, done) => done(null, body))
}

function bodyRefused({ method, headers }: FastifyRequest): Refused | null {
  if (method === 'GET' || method === 'HEAD')
    return invalid([{ pointer: '#', detail: `a ${method} request takes no body` }])
  return mediaTypeOf(headers) === JSON_TYPE ? null : no('unsupported_media_type')
}

/** Whether a request announces a body (RFC 9112 §6.3). */
export const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || !/^0*$/.test(headers['content-length'] ?? '')

const mediaTypeOf = (headers: IncomingHttpHeaders): string | undefined =>
  headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
