import type { Route } from '../routes/route.ts'
import type { RequestHeaderName } from './headers.ts'
import { type Response, responsesOf } from './responses.ts'
import { exampleOf, inputSchema, type JsonSchema } from './schema-of.ts'

export interface Parameter {
  name: string
  in: 'path' | 'query'
  required?: boolean
  description?: string
  schema: JsonSchema
  example?: unknown
  explode?: boolean
}

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  deprecated?: true
  security: Record<string, string[]>[]
  parameters?: (Parameter | { $ref: string })[]
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema; example?: unknown }> }
  responses: Record<string, Response>
}

/** The OpenAPI operation of a route. */
export function operationOf(route: Route, views: Record<string, JsonSchema>): Operation {
  const parameters = [...parametersOf(route), ...requestHeadersOf(route)]
  const body = bodyOf(route)
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.deprecated && { deprecated: true as const }),
    security: route.scopes.length === 0 ? [] : [...route.scopes.map((scope) => ({ key: [scope] })), {}],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responsesOf(route, views),
  }
}

const inPath = (route: Route, name: string): boolean => route.path.includes(`{${name}}`)

function parametersOf(route: Route): Parameter[] {
  const schema = inputSchema(route.input)
  const found: Parameter[] = []
  for (const [name, { description, ...member }] of Object.entries(schema.properties ?? {})) {
    const path = inPath(route, name)
    if (!path && (route.inputIn === 'body' || route.file)) continue
    // A parameter that may also be in the body is not required in the query.
    const required = path || (route.inputIn !== 'either' && schema.required?.includes(name) === true)
    found.push({
      name,
      in: path ? 'path' : 'query',
      ...(required && { required }),
      ...(description && { description }),
      schema: member,
      ...((required || route.exampleWith?.includes(name)) && { example: exampleOf(member, {}) }),
    })
  }
  return found
}

function bodyOf(route: Route): Operation['requestBody'] {
  if (route.file)
    return { required: true, content: Object.fromEntries(route.file.map((type) => [type, { schema: {} }])) }
  if (route.inputIn !== 'body' && route.inputIn !== 'either') return undefined
  const whole = inputSchema(route.input)
  const members = Object.entries(whole.properties ?? {}).filter(([name]) => !inPath(route, name))
  if (members.length === 0) return undefined
  const required = (whole.required ?? []).filter((name) => !inPath(route, name))
  const schema: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(members),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
  return {
    required: route.inputIn === 'body' && required.length > 0,
    content: { 'application/json': { schema, example: inputExample(route, schema) } },
  }
}

/** The example has only required members and `exampleWith`: other optional members may exclude each other. */
function inputExample({ exampleWith = [] }: Route, { properties = {}, required = [], ...schema }: JsonSchema): unknown {
  const shown = Object.entries(properties).filter(([name]) => required.includes(name) || exampleWith.includes(name))
  return exampleOf({ ...schema, properties: Object.fromEntries(shown), required: [...required, ...exampleWith] }, {})
}

const names: Record<string, RequestHeaderName> = {
  'if-none-match': 'If-None-Match',
  'last-event-id': 'Last-Event-ID',
  'hourglass-pass': 'Hourglass-Pass',
}

function requestHeadersOf(route: Route): { $ref: string }[] {
  const found: RequestHeaderName[] = (route.requestHeaders ?? []).map((name) => names[name] ?? 'traceparent')
  if (route.idempotent) found.push('Idempotency-Key')
  if (route.rateLimit !== 'none') found.push('traceparent')
  return found.map((name) => ({ $ref: `#/components/parameters/${name}` }))
}
