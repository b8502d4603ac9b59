import { z } from 'zod'
import { SCOPES } from '../api-keys.ts'
import { count, timestamp, view } from './registry.ts'

const key = {
  id: z.uuid(),
  partner: z.string().meta({ examples: ['acme'] }),
  scopes: z.array(z.enum(SCOPES)).meta({ examples: [['buy', 'read']] }),
  hint: z
    .string()
    .describe('Its last characters, to tell it from the other one.')
    .meta({ examples: ['…x7Qd'] }),
  created_at: timestamp,
  last_used_at: timestamp
    .nullable()
    .describe('To the minute; `null`: never.')
    .meta({ examples: [null] }),
  revoked_at: timestamp
    .nullable()
    .describe('`null` while it is good.')
    .meta({ examples: [null] }),
}
export const ApiKeyView = view('ApiKey', key)
export type ApiKeyView = z.infer<typeof ApiKeyView>

export const CreatedApiKeyView = view('CreatedApiKey', {
  ...key,
  key: z
    .string()
    .describe('The key. It is shown here and never again.')
    .meta({
      examples: ['hg_live_0000000000000000000000000000000000'],
    }),
})
export type CreatedApiKeyView = z.infer<typeof CreatedApiKeyView>

export const ApiKeysView = view('ApiKeys', { keys: z.array(ApiKeyView).describe('The newest first.') })
export type ApiKeysView = z.infer<typeof ApiKeysView>

/** What an operator has done: written before it is done, completed with what came of it. */
export const ActionView = view('Action', {
  id: z.string().meta({ examples: ['17'] }),
  at: timestamp,
  actor: z
    .string()
    .describe('`open` without a key, else the key that was used, or who ran the command.')
    .meta({
      examples: ['key acme 0198f3d2-7a54-7f9d-8537-985966000001'],
    }),
  action: z.string().meta({ examples: ['sale.pause'] }),
  subject: z.string().meta({ examples: ['12'] }),
  outcome: z
    .string()
    .nullable()
    .describe('`ok` or a refusal; `null`: nobody lived to tell.')
    .meta({ examples: ['ok'] }),
  trace_id: z.string().nullable(),
})
export type ActionView = z.infer<typeof ActionView>

export const ActionsView = view('Actions', {
  actions: z.array(ActionView).describe('The newest first.'),
  next_cursor: count
    .nullable()
    .describe('`cursor` of the next page; `null` on the last.')
    .meta({ examples: [null] }),
})
export type ActionsView = z.infer<typeof ActionsView>
