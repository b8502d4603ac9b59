import type { z } from 'zod'
import { no, type Refused } from '../contract/index.ts'

/** Parses an operation's input. A refusal names every field that is wrong. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
): { ok: true; value: z.infer<Schema> } | Refused {
  const result = schema.safeParse(raw)
  if (result.success) return { ok: true, value: result.data }
  const errors = result.error.issues.map((issue) => ({
    pointer: `#/${issue.path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    detail: `${issue.path[0] === undefined ? 'the request' : String(issue.path[0])} ${issue.message}`,
  }))
  return no('invalid_request', { detail: errors.map((error) => error.detail).join('; '), errors })
}

/** A partner's lists are of one buyer: all of its buyers' would be a walk through everybody's. */
export const noBuyer = (): Refused =>
  no('invalid_request', {
    detail: 'user_id is missing',
    errors: [{ pointer: '#/user_id', detail: 'user_id is missing: with a key, lists are of one buyer' }],
  })
