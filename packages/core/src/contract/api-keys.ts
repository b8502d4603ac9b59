import { z } from 'zod'
import { saleId } from './schemas.ts'

/** What a key may be good for. */
export const SCOPES = ['buy', 'read', 'webhooks', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** Keys of one partner that are good at the same time: the old one and the new, while it is rotated. */
export const KEYS_MAX = 2
/** Longest name of a partner: with a slash it goes before the names of its buyers. */
export const PARTNER_CHARS_MAX = 31

/** Lower case, digits and hyphens: the name is part of buyers' names, principals and log lines. */
export const partner = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string') })
  .max(PARTNER_CHARS_MAX, `must have at most ${PARTNER_CHARS_MAX} characters`)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens')

export const createKeyInput = z.strictObject({
  partner,
  scopes: z
    .array(z.enum(SCOPES, { error: `must be one of ${SCOPES.join(', ')}` }), { error: 'must be a list of scopes' })
    .min(1, 'must name a scope')
    .max(SCOPES.length, 'names more scopes than there are')
    .transform((scopes) => [...new Set(scopes)]),
})
export const keysInput = z.strictObject({ partner: partner.optional() })
export const keyInput = z.strictObject({ id: z.uuid('must be the id of a key') })

/** `cursor`: the last id of the page before. */
export const actionsInput = z.strictObject({ cursor: saleId.optional() })
