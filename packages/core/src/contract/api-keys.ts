import { z } from 'zod'
import { saleId } from './schemas.ts'

/** Scopes that an API key can have. */
export const SCOPES = ['buy', 'read', 'webhooks', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** Most valid keys per partner: the old and the new one during a rotation. */
export const KEYS_MAX = 2
/** Longest name of a partner. The name and a slash are the prefix of its buyers' ids. */
export const PARTNER_CHARS_MAX = 31

/** Lower case, digits and hyphens only: the name is part of user ids, principals and log lines. */
export const partner = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string') })
  .max(PARTNER_CHARS_MAX, `must have at most ${PARTNER_CHARS_MAX} characters`)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must contain only lower-case letters, digits and hyphens')
  .meta({ examples: ['acme'] })

export const createKeyInput = z
  .strictObject({
    partner,
    scopes: z
      .array(z.enum(SCOPES, { error: `must be one of ${SCOPES.join(', ')}` }), { error: 'must be a list of scopes' })
      .min(1, 'must contain at least one scope')
      .max(SCOPES.length, 'contains more scopes than exist')
      .transform((scopes) => [...new Set(scopes)]),
    /** A test key sees the test sales of its partner and nothing else. */
    test: z.boolean('must be true or false').default(false),
  })
  .refine(({ test, scopes }) => !test || !scopes.includes('admin'), {
    path: ['scopes'],
    message: 'must not contain admin: a test key cannot operate',
  })
export const keysInput = z.strictObject({ partner: partner.optional() })
export const keyInput = z.strictObject({ id: z.uuid('must be the id of an API key') })

/** `cursor`: the last id of the previous page. */
export const actionsInput = z.strictObject({ cursor: saleId.optional() })
