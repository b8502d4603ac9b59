import type { z } from 'zod'
import { type FieldError, type Refused, refuse } from '../../contract/index.ts'

/** Errors that one refusal names. */
const ERRORS_MAX = 50

/** Parses an operation's input. A refusal names every field that is wrong and every member that is unknown. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
): { ok: true; value: z.infer<Schema> } | Refused {
  const result = schema.safeParse(raw)
  return result.success ? { ok: true, value: result.data } : invalid(result.error.issues.flatMap(errorsOf))
}

/** The refusal of an input for these errors. */
export function invalid(found: FieldError[]): Refused {
  const errors = found.slice(0, ERRORS_MAX)
  return refuse('invalid_request', { detail: errors.map((error) => error.detail).join('; '), errors })
}

/** A member or parameter that the operation does not have. It is refused: a typing error must not change what is bought. */
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

/** A partner's lists are of one buyer: all of its buyers' would be a walk through everybody's. */
export const noBuyer = (): Refused =>
  refuse('invalid_request', {
    detail: 'user_id is missing',
    errors: [{ pointer: '#/user_id', detail: 'user_id is missing: with a key, lists are of one buyer' }],
  })
