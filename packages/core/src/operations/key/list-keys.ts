import { schema } from '@hourglass/db'
import { desc, inArray } from 'drizzle-orm'
import { type ApiKeysView, type ApiKeyView, keysInput, type Outcome, ok, PAGE_ITEMS_MAX } from '../../contract/index.ts'
import { isTestPrincipal, partnerOf, testPrincipal } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'

const { apiKeys } = schema

/** Keys of all partners or of one, newest first, revoked keys included. */
export async function listKeys(ctx: Pick<Context, 'db'>, raw: unknown): Promise<Outcome<ApiKeysView>> {
  const input = parse(keysInput, raw)
  if (!input.ok) return input
  const { partner } = input.value
  const rows = await ctx.db
    .select()
    .from(apiKeys)
    .where(partner === undefined ? undefined : inArray(apiKeys.partner, [partner, testPrincipal(partner)]))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(PAGE_ITEMS_MAX)
  return ok({ keys: rows.map(keyView) })
}

type ApiKeyRow = typeof schema.apiKeys.$inferSelect

export const keyView = (row: ApiKeyRow): ApiKeyView => ({
  id: row.id,
  partner: partnerOf(row.partner),
  test: isTestPrincipal(row.partner),
  scopes: row.scopes,
  hint: row.hint,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
})
