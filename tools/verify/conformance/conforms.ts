import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** What was answered to what. */
export interface Exchange {
  method: string
  /** With or without its query. */
  path: string
  status: number
  /** Its `content-type`. */
  type: string
  body: string
}

/** As much of an OpenAPI document as is looked at. */
export interface Described {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: unknown }> }> }>
  >
  components: { schemas: Record<string, object> }
}

/** What is wrong with an answer, by the document; null: nothing. Refusals that no route knows of are problems like any other. */
export type Conforms = (exchange: Exchange) => string | null

const PROBLEM = 'application/problem+json'
/** Answered before any route is found. */
const BEFORE_ROUTES = new Set([404, 405, 408, 431, 501])

/** Holds answers against a document, strictly: also a member that the document does not name is wrong. */
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

/** `/v1/sales/active` comes before `/v1/sales/{id}` in the document, as it does for the server. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`)

/** Schemas that take no members but their own. */
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

/** Whether a value is as a JSON Schema says. */
export function createValidator(schema: object): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  return ajv.compile(schema) as (value: unknown) => boolean
}
