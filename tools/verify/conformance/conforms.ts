import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** A request and its response. */
export interface Exchange {
  method: string
  /** With or without query string. */
  path: string
  status: number
  /** The `content-type` of the response. */
  type: string
  body: string
}

/** The parts of an OpenAPI document that are checked. */
export interface Described {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: unknown }> }> }>
  >
  components: { schemas: Record<string, object> }
}

/** Describes how a response violates the document; null if it conforms. Refusals before routing must be problem documents too. */
export type Conforms = (exchange: Exchange) => string | null

const PROBLEM = 'application/problem+json'
/** Statuses that are sent before routing. */
const BEFORE_ROUTES = new Set([404, 405, 408, 431, 501])

/** Validates responses against a document strictly: undocumented members are violations. */
export function createConforms(document: Described): Conforms {
  const ajv = new Ajv2020({ strict: false, allErrors: true, schemas: [{ $id: 'doc', components: closed(document) }] })
  formats.default(ajv)
  const compiled = new Map<unknown, ValidateFunction>()
  const paths = Object.keys(document.paths).map((path) => ({ path, pattern: patternOf(path) }))

  function compile(schema: unknown): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"doc#/components')
    const known = compiled.get(text) ?? ajv.compile(JSON.parse(text))
    compiled.set(text, known)
    return known
  }

  function fault(schema: unknown, body: string): string | null {
    const validate = compile(schema)
    return validate(JSON.parse(body)) ? null : ajv.errorsText(validate.errors)
  }

  return ({ method, path, status, type, body }) => {
    const media = type.split(';')[0] ?? ''
    const plain = path.split('?')[0] ?? ''
    const found = paths.find(({ pattern }) => pattern.test(plain))?.path ?? ''
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase()
    const operation = document.paths[found]?.[verb]
    if (BEFORE_ROUTES.has(status) && media === PROBLEM && !operation?.responses[status])
      return fault({ $ref: '#/components/schemas/Problem' }, body)
    if (!operation) return `the document has no ${method} ${plain}`
    const response = operation.responses[status]
    if (!response) return `the document has no status ${status}`
    if (!response.content) return body === '' ? null : 'the document has no body'
    const content = response.content[media]
    if (!content) return `the document has no ${media || 'empty body'}`
    return media.endsWith('json') && method !== 'HEAD' ? fault(content.schema, body) : null
  }
}

/** Matches in document order, where `/v1/sales/active` precedes `/v1/sales/{id}`, as in the server. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`)

/** The schemas without additional properties. */
function closed({ components }: Described): object {
  const close = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(close)
    if (typeof node !== 'object' || node === null) return node
    const members = Object.fromEntries(Object.entries(node).map(([name, member]) => [name, close(member)]))
    return 'properties' in node && !('additionalProperties' in node)
      ? { ...members, additionalProperties: false }
      : members
  }
  const schemas = Object.entries(components.schemas)
  return { schemas: Object.fromEntries(schemas.map(([name, schema]) => [name, withoutExamples(close(schema))])) }
}

const withoutExamples = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema, (name, value) => (name === 'examples' && Array.isArray(value) ? undefined : value)))

/** Returns a validator for a JSON Schema. */
export function createValidator(schema: object): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  return ajv.compile(schema) as (value: unknown) => boolean
}
