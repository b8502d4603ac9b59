import type { z } from 'zod'
import { type FieldError, type Refused, refuse } from '../../contract/index.ts'

/** Most errors that one refusal lists. */
const ERRORS_MAX = 50

/** Parses the input of an operation. The refusal lists every invalid field and every unknown member. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
): { ok: true; value: z.infer<Schema> } | Refused {
  const result = schema.safeParse(raw)
  return result.success ? { ok: true, value: result.data } : invalid(result.error.issues.flatMap(errorsOf))
}

/** `invalid_request` with the given errors. */
export function invalid(found: FieldError[]): Refused {
  const errors = found.slice(0, ERRORS_MAX)
  return refuse('invalid_request', { detail: errors.map((error) => error.detail).join('; '), errors })
}

/** Unknown members and parameters are refused, so that a typo cannot change what is bought. */
export const unknownMember = (path: readonly PropertyKey[]): FieldError => ({
  pointer: pointerTo(path),
  detail: `${path.map(String).join('.')} is not a known parameter`,
})

function errorsOf(issue: z.core.$ZodIssue): FieldError[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownMember([...path, key]))
  if (path[0] === undefined) return [{ pointer: '#/', detail: 'the request must be a JSON object' }]
  return [{ pointer: pointerTo(path), detail: `${String(path[0])} ${issue.message}` }]
}

const pointerTo = (path: readonly PropertyKey[]): string =>
  `#/${path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`

/** A partner must list by buyer: listing all of its buyers would scan the rows of all partners. */
export const noBuyer = (): Refused =>
  refuse('invalid_request', {
    detail: 'user_id is missing',
    errors: [{ pointer: '#/user_id', detail: 'user_id is required with an API key' }],
  })
