import type { IncomingHttpHeaders } from 'node:http'
import { type Refused, refuse } from '@hourglass/core/contract'
import { invalid } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RefusedError } from './problem.ts'

const JSON_TYPE = 'application/json'
/** The content type of `curl -d ''` and of empty forms. */
const FORM_TYPE = 'application/x-www-form-urlencoded'

/**
 * Accepts only UTF-8 URLs and UTF-8 JSON bodies, or the files that a route declares, in this scope and its children. Other requests are refused before their body is read.
 * An empty body counts as none. Keys that would pollute a prototype are refused.
 */
export function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addHook('preParsing', (request, reply, payload, done) => {
    const refused = urlRefused(request.url) ?? (hasBody(request.headers) ? bodyRefused(request) : null)
    // RFC 9110 §15.5.16.
    if (refused?.code === 'unsupported_media_type') reply.header('accept-encoding', 'identity')
    if (refused) done(new RefusedError(refused))
    else done(null, payload)
  })
  app.addContentTypeParser<Buffer>(JSON_TYPE, { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else parse(request, textOf(body), done)
  })
  // Without parseAs Fastify does not read the body. The hook above lets only empty ones through.
  app.addContentTypeParser(FORM_TYPE, (_request, _payload, done) => done(null, undefined))
}

/** The same for tRPC, which parses JSON itself and needs the text. */
export function readJsonText(app: FastifyInstance): void {
  app.removeContentTypeParser(JSON_TYPE)
  app.addContentTypeParser<Buffer>(JSON_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, textOf(body)))
}

/** Accepts files of these types too, in this scope: on the routes that declare them. */
export function readFiles(app: FastifyInstance, types: readonly string[]): void {
  // JSON, too, may be wanted as it was sent.
  app.removeContentTypeParser(types.filter((type) => app.hasContentTypeParser(type)))
  app.addContentTypeParser<Buffer>([...types], { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

/** Whether a request announces a body (RFC 9112 §6.3). */
export const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || !/^0*$/.test(headers['content-length'] ?? '')

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** Decodes strictly: replacement characters would give two buyers the same name. @throws RefusedError */
function textOf(body: Buffer): string {
  try {
    return UTF8.decode(body)
  } catch {
    throw new RefusedError(invalid([{ pointer: '#', detail: 'the body is not UTF-8' }]))
  }
}

/** Checks that a URL is ASCII and that its query decodes to UTF-8. The router has already decoded the path. */
function urlRefused(url: string): Refused | null {
  const query = url.slice(url.indexOf('?') + 1)
  const fault = /[^\x21-\x7e]/.test(url)
    ? 'the URL has bytes that are not percent-encoded'
    : isDecodable(query)
      ? null
      : 'the query is not percent-encoded UTF-8'
  return fault === null ? null : invalid([{ pointer: '#/query', detail: fault }])
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function bodyRefused({ method, headers, routeOptions }: FastifyRequest): Refused | null {
  if (method === 'GET' || method === 'HEAD')
    return invalid([{ pointer: '#', detail: `a ${method} request takes no body` }])
  if (!/^chunked$/i.test(headers['transfer-encoding'] ?? 'chunked')) return refuse('not_implemented')
  const { file } = routeOptions.config.route ?? {}
  const type = mediaTypeOf(headers)
  if (file && !file.includes(type))
    return refuse('unsupported_media_type', { detail: `Send the file itself, as ${file.join(', ')}.` })
  if (!file && type !== JSON_TYPE) return refuse('unsupported_media_type')
  if (!parametersOf(headers).every(isUtf8)) return refuse('unsupported_media_type', { detail: 'Send JSON in UTF-8.' })
  const coding = headers['content-encoding'] ?? ''
  if (coding !== '' && coding.toLowerCase() !== 'identity')
    return refuse('unsupported_media_type', { detail: 'Send the body without a content encoding.' })
  return null
}

/** The media type of a body, without parameters. */
export const mediaTypeOf = (headers: IncomingHttpHeaders): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

const parametersOf = (headers: IncomingHttpHeaders): string[] => (headers['content-type'] ?? '').split(';').slice(1)

/** Whether a content type parameter is UTF-8 or not a charset at all (RFC 8259 §8.1). */
const isUtf8 = (parameter: string): boolean =>
  !/^\s*charset\s*=/i.test(parameter) || /=\s*"?utf-?8"?\s*$/i.test(parameter)
