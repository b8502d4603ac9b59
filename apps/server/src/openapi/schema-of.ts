import { views } from '@hourglass/core/contract/views'
import { z } from 'zod'

/** JSON Schema 2020-12, as OpenAPI 3.1 uses it. */
export interface JsonSchema {
  $ref?: string
  type?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  examples?: unknown[]
  default?: unknown
  format?: string
  minimum?: number
  description?: string
  [keyword: string]: unknown
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>

/** Response schemas: drops patterns that a `format` already states, and stays open, since responses may gain members. */
const readable: Override = (given) => {
  const { jsonSchema } = given
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  enforced(given)
}

/** Input schemas: states everything that is enforced. */
const enforced: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod
  if (def.type === 'default') jsonSchema.default = def.defaultValue as never
  // A pipe of two arrays: the second schema describes what is accepted.
  if (def.type === 'pipe' && def.in._zod.def.type === 'array' && def.out._zod.def.type === 'array')
    Object.assign(jsonSchema, inputSchema(def.out as z.ZodType))
}

function bare({ $schema: _schema, $id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema
}

/** JSON Schema of a request's input, before transforms. */
export const inputSchema = (schema: z.ZodType): JsonSchema =>
  bare(z.toJSONSchema(schema, { io: 'input', override: enforced }) as JsonSchema)

/** JSON Schemas of all named views. */
export function viewSchemas(): Record<string, JsonSchema> {
  const uri = (id: string) => `#/components/schemas/${id}`
  const { schemas } = z.toJSONSchema(views, { uri, override: readable })
  return Object.fromEntries(
    Object.entries(schemas)
      .filter(([id]) => id !== '__shared')
      .map(([id, schema]) => [id, bare(schema as JsonSchema)]),
  )
}

/** Schema of a response body: a reference for a named view, inline otherwise. */
export function viewSchema(view: z.ZodType): JsonSchema {
  const id = views.get(view)?.id
  return id === undefined
    ? bare(z.toJSONSchema(view, { override: readable }) as JsonSchema)
    : { $ref: `#/components/schemas/${id}` }
}

const formats: Record<string, string> = {
  'date-time': '2026-01-31T12:00:00.000Z',
  uuid: '0198f3d2-7a54-7f9d-8537-985966000001',
  uri: 'https://shop.example/picture.png',
}

/** Builds an example value from the examples of a schema's parts. */
export function exampleOf(schema: JsonSchema, views: Record<string, JsonSchema>): unknown {
  if (schema.examples) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.$ref) return exampleOf(views[schema.$ref.replace('#/components/schemas/', '')] ?? {}, views)
  const [either] = schema.anyOf ?? []
  if (either) return exampleOf(either, views)
  if (schema.type === 'array') return schema.items ? [exampleOf(schema.items, views)] : []
  if (schema.type === 'object') return exampleOfMembers(schema, views)
  if (schema.type === 'boolean') return true
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  return formats[schema.format ?? ''] ?? 'text'
}

/** Required members, and optional ones that have an example. */
function exampleOfMembers(schema: JsonSchema, views: Record<string, JsonSchema>): Record<string, unknown> {
  const members = Object.entries(schema.properties ?? {}).filter(
    ([name, member]) => schema.required?.includes(name) || member.examples !== undefined,
  )
  return Object.fromEntries(members.map(([name, member]) => [name, exampleOf(member, views)]))
}
