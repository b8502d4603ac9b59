import { schema } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { type CreatedApiKeyView, createKeyInput, KEYS_MAX, type Outcome, ok, refuse } from '../../contract/index.ts'
import { hashOfApiKey, hintOfApiKey, newApiKey, testPrincipal } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { keyView } from './list-keys.ts'

const { apiKeys } = schema

/** Creates an API key for a partner, who may have two live and two test keys at a time. The key itself appears only in this response. */
export async function createKey(ctx: Pick<Context, 'db' | 'newId'>, raw: unknown): Promise<Outcome<CreatedApiKeyView>> {
  const input = parse(createKeyInput, raw)
  if (!input.ok) return input
  const { scopes, test } = input.value
  const partner = test ? testPrincipal(input.value.partner) : input.value.partner
  const key = newApiKey(test ? 'test' : 'live')
  const made = { id: ctx.newId(), partner, hash: hashOfApiKey(key), hint: hintOfApiKey(key), scopes }
  for (let place = 1; place <= KEYS_MAX; place++) {
    const [row] = await ctx.db
      .insert(apiKeys)
      .values({ ...made, place })
      .onConflictDoNothing({ target: [apiKeys.partner, apiKeys.place], where: sql`revoked_at IS NULL` })
      .returning()
    if (row) return ok({ ...keyView(row), key })
  }
  return refuse('keys_full')
}
