import { z } from 'zod'
import { SCOPES } from '../api-keys.ts'
import { count, timestamp, view } from './registry.ts'

const key = {
  id: z.uuid(),
  partner: z.string().meta({ examples: ['acme'] }),
  test: z
    .boolean()
    .describe('Whether it is a test key, which sees only the test sales of its partner.')
    .meta({ examples: [false] }),
  scopes: z.array(z.enum(SCOPES)).meta({ examples: [['buy', 'read']] }),
  hint: z
    .string()
    .describe('The last characters of the key, to identify it.')
    .meta({ examples: ['…x7Qd'] }),
  created_at: timestamp,
  last_used_at: timestamp
    .nullable()
    .describe('Rounded to the minute; `null` if the key was never used.')
    .meta({ examples: [null] }),
  revoked_at: timestamp
    .nullable()
    .describe('`null` while the key is valid.')
    .meta({ examples: [null] }),
}
export const ApiKeyView = view('ApiKey', key)
export type ApiKeyView = z.infer<typeof ApiKeyView>

export const CreatedApiKeyView = view('CreatedApiKey', {
  ...key,
  key: z
    .string()
    .describe('The API key. It is shown only in this response.')
    .meta({
      examples: ['hg_live_0000000000000000000000000000000000'],
    }),
})
export type CreatedApiKeyView = z.infer<typeof CreatedApiKeyView>

export const ApiKeysView = view('ApiKeys', { keys: z.array(ApiKeyView).describe('Newest first.') })
export type ApiKeysView = z.infer<typeof ApiKeysView>

/** An entry of the audit log: written before an operator's action runs, completed with its outcome. */
export const ActionView = view('Action', {
  id: z.string().meta({ examples: ['17'] }),
  at: timestamp,
  actor: z
    .string()
    .describe('`open` without an API key, else the account, the key that was used, or the user who ran the command.')
    .meta({
      examples: ['key acme 0198f3d2-7a54-7f9d-8537-985966000001'],
    }),
  email: z
    .string()
    .nullable()
    .describe('E-mail address of the account; `null` for others and for deleted accounts.')
    .meta({ examples: [null] }),
  action: z.string().meta({ examples: ['sale.pause'] }),
  subject: z.string().meta({ examples: ['12'] }),
  outcome: z
    .string()
    .nullable()
    .describe('`ok` or the code of a refusal; `null` if the process ended before it could record one.')
    .meta({ examples: ['ok'] }),
  trace_id: z.string().nullable(),
})
export type ActionView = z.infer<typeof ActionView>

export const ActionsView = view('Actions', {
  actions: z.array(ActionView).describe('Newest first.'),
  next_cursor: count
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [null] }),
})
export type ActionsView = z.infer<typeof ActionsView>
