import { schema } from '@hourglass/db'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { type ApiKeyView, keyInput, type Outcome, ok, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { keyView } from './list-keys.ts'

const { apiKeys } = schema

/** Revokes a key permanently. Servers that have cached it drop it within {@link FRESH_MS}. */
export async function revokeKey(ctx: Pick<Context, 'db'>, raw: unknown): Promise<Outcome<ApiKeyView>> {
  const input = parse(keyInput, raw)
  if (!input.ok) return input
  const [row] = await ctx.db
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.id, input.value.id), isNull(apiKeys.revokedAt)))
    .returning()
  return row ? ok(keyView(row)) : refuse('key_not_found')
}
