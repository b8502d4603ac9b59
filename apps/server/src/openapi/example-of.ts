import type { JsonSchema } from './schema-of.ts'

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
