import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { problemOf } from '../problem.ts'
import { exampleOf } from './example-of.ts'
import type { HeaderName } from './headers.ts'
import { refusalsOf } from './refusals-of.ts'
import type { Route, Yes } from './route.ts'
import { type JsonSchema, viewSchema } from './schema-of.ts'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'

export interface Response {
  description: string
  headers?: Record<string, { $ref: string }>
  content?: Record<string, { schema: JsonSchema; example?: unknown; examples?: Record<string, { $ref: string }> }>
}

/** What a route answers, by status: its yes, and a problem document for each no. */
export function responsesOf(route: Route, views: Record<string, JsonSchema>): Record<string, Response> {
  const responses: Record<string, Response> = {}
  for (const [status, yes] of Object.entries(route.yes)) responses[status] = yesOf(route, yes, views)
  const byStatus = Map.groupBy(refusalsOf(route), (code) => refusals[code].status)
  for (const [status, codes] of byStatus) responses[status] = merge(responses[status], noOf(codes, status))
  return responses
}

function yesOf(route: Route, yes: Yes, views: Record<string, JsonSchema>): Response {
  const names: HeaderName[] = [...(yes.headers ?? []), ...(route.once ? ['idempotent-replayed' as const] : [])]
  if (!route.free) names.push('ratelimit-policy', 'ratelimit')
  const schema = yes.view && viewSchema(yes.view)
  return {
    description: yes.description,
    ...headersOf(names),
    ...(schema && { content: { 'application/json': { schema, example: exampleOf(schema, views) } } }),
    ...(yes.type && { content: { [yes.type]: { schema: { type: 'string' } } } }),
  }
}

function noOf(codes: RefusalCode[], status: number): Response {
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

/** `/readyz` says no in two shapes. */
const merge = (yes: Response | undefined, no: Response): Response =>
  yes ? { ...yes, content: { ...yes.content, ...no.content } } : no

const headersOf = (names: HeaderName[]): Pick<Response, 'headers'> =>
  names.length === 0
    ? {}
    : { headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])) }

/** A problem document for each outcome that is not a yes. */
export function problemExamples(): Record<string, { summary: string; value: unknown }> {
  const codes = Object.keys(refusals) as RefusalCode[]
  return Object.fromEntries(
    codes.map((code) => {
      const value = problemOf({ ok: false, code }, { url: '/', traceId: TRACE_ID })
      return [code, { summary: refusals[code].title, value }]
    }),
  )
}
