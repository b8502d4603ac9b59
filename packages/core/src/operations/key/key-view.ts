import type { schema } from '@hourglass/db'
import type { ApiKeyView } from '../../contract/index.ts'

type ApiKeyRow = typeof schema.apiKeys.$inferSelect

export const keyView = (row: ApiKeyRow): ApiKeyView => ({
  id: row.id,
  partner: row.partner,
  scopes: row.scopes,
  hint: row.hint,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
})
