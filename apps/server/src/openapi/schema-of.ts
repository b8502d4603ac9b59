import { views } from '@hourglass/core/contract/views'
import { z } from 'zod'

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. */
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

/** Of answers, formats say it; their patterns only fill the page. Members may be added to an answer, so it is not closed. */
const readable: Override = (given) => {
  const { jsonSchema } = given
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  enforced(given)
}

/** Of input, everything that is enforced. */
const enforced: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod
  if (def.type === 'default') jsonSchema.default = def.defaultValue as never
  // What passes a first look is described by the second.
  if (def.type === 'pipe' && def.in._zod.def.type === 'array' && def.out._zod.def.type === 'array')
    Object.assign(jsonSchema, inputSchema(def.out as z.ZodType))
}

function bare({ $schema: _schema, $id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema
}

/** What a request may say, before it is made into what the operation takes. */
export const inputSchema = (schema: z.ZodType): JsonSchema =>
  bare(z.toJSONSchema(schema, { io: 'input', override: enforced }) as JsonSchema)

/** All views, by name. */
export function viewSchemas(): Record<string, JsonSchema> {
  const uri = (id: string) => `#/components/schemas/${id}`
  const { schemas } = z.toJSONSchema(views, { uri, override: readable })
  return Object.fromEntries(
    Object.entries(schemas)
      .filter(([id]) => id !== '__shared')
      .map(([id, schema]) => [id, bare(schema as JsonSchema)]),
  )
}

/** The schema of an answer: a named view by its name, anything else as it is. */
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

/** An example of what a schema describes: the examples of its parts put together. */
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

/** Members that must be there, and optional ones that have an example of their own. */
function exampleOfMembers(schema: JsonSchema, views: Record<string, JsonSchema>): Record<string, unknown> {
  const members = Object.entries(schema.properties ?? {}).filter(
    ([name, member]) => schema.required?.includes(name) || member.examples !== undefined,
  )
  return Object.fromEntries(members.map(([name, member]) => [name, exampleOf(member, views)]))
}
