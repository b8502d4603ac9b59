import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { problemOf } from '../problem.ts'
import type { Route, Success } from '../routes/route.ts'
import type { HeaderName } from './headers.ts'
import { exampleOf, type JsonSchema, viewSchema } from './schema-of.ts'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'

export interface Response {
  description: string
  headers?: Record<string, { $ref: string }>
  content?: Record<string, { schema: JsonSchema; example?: unknown; examples?: Record<string, { $ref: string }> }>
}

/** Responses of a route by status: its successes, and problem documents for its refusals. */
export function responsesOf(route: Route, views: Record<string, JsonSchema>): Record<string, Response> {
  const responses: Record<string, Response> = {}
  for (const [status, success] of Object.entries(route.success)) responses[status] = successOf(route, success, views)
  const byStatus = Map.groupBy(refusalsOf(route), (code) => refusals[code].status)
  for (const [status, codes] of byStatus) responses[status] = merge(responses[status], refusalOf(codes, status))
  return responses
}

function successOf(route: Route, success: Success, views: Record<string, JsonSchema>): Response {
  const names: HeaderName[] = [
    ...(success.headers ?? []),
    ...(route.idempotent ? ['idempotent-replayed' as const] : []),
  ]
  if (route.rateLimit !== 'none') names.push('ratelimit-policy', 'ratelimit')
  const schema = success.view && viewSchema(success.view)
  return {
    description: success.description,
    ...headersOf(names),
    ...(schema && { content: { 'application/json': { schema, example: exampleOf(schema, views) } } }),
    ...(success.type && { content: { [success.type]: { schema: { type: 'string' } } } }),
  }
}

const CHANGES: readonly Route['method'][] = ['post', 'put', 'delete']

/** Every refusal of a route: those it declares, and those that its other properties imply. */
export function refusalsOf({ method, rateLimit, scopes, idempotent, refusals }: Route): RefusalCode[] {
  const codes = new Set<RefusalCode>(refusals)
  const add = (when: boolean | undefined, ...more: RefusalCode[]) => {
    if (when) for (const code of more) codes.add(code)
  }
  add(true, 'invalid_request')
  add(CHANGES.includes(method), 'origin_not_allowed', 'body_too_large', 'unsupported_media_type')
  add(idempotent, 'idempotency_key_reused', 'in_progress')
  add(scopes.length > 0, 'key_required', 'scope_missing')
  add(rateLimit !== 'none', 'key_invalid', 'rate_limited', 'starting', 'unavailable', 'internal_error')
  return [...codes]
}

function refusalOf(codes: RefusalCode[], status: number): Response {
  const more: HeaderName[] = status === 503 || status === 429 ? ['retry-after'] : []
  if (status === 429) more.push('ratelimit-policy', 'ratelimit')
  if (status === 401 || codes.includes('scope_missing')) more.push('www-authenticate')
  return {
    description: codes.map((code) => `\`${code}\`: ${refusals[code].title}.`).join(' '),
    ...headersOf(more),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', required: ['code'], properties: { code: { type: 'string', enum: codes } } },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  }
}

/** Merges a success and a refusal with the same status: `/readyz` has two bodies for 503. */
const merge = (own: Response | undefined, refusal: Response): Response =>
  own ? { ...own, content: { ...own.content, ...refusal.content } } : refusal

const headersOf = (names: HeaderName[]): Pick<Response, 'headers'> =>
  names.length === 0
    ? {}
    : { headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])) }

/** An example problem document for each refusal. */
export function problemExamples(): Record<string, { summary: string; value: unknown }> {
  const codes = Object.keys(refusals) as RefusalCode[]
  return Object.fromEntries(
    codes.map((code) => {
      const value = problemOf({ ok: false, code }, { url: '/', traceId: TRACE_ID })
      return [code, { summary: refusals[code].title, value }]
    }),
  )
}
