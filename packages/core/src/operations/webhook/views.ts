import { createPrivateKey, createPublicKey } from 'node:crypto'
import { schema } from '@hourglass/db'
import { and, eq, type SQL } from 'drizzle-orm'
import { type DeliveryView, type Outcome, ok, refuse, type WebhookView, webhookInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'

export type WebhookRow = typeof schema.webhooks.$inferSelect
export type DeliveryRow = typeof schema.webhookDeliveries.$inferSelect

/** An ed25519 public key in DER has a 12-byte header before the 32 bytes of the key (RFC 8410). */
const PUBLIC_KEY_BYTES = 32

export function webhookView(row: WebhookRow): WebhookView {
  const privateKey = createPrivateKey({ key: row.signingKey, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-PUBLIC_KEY_BYTES)
  return {
    id: row.id,
    url: row.url,
    types: row.types,
    status: row.status,
    disabled_reason: row.disabledReason,
    failing_since: row.failingSince?.toISOString() ?? null,
    public_key: `whpk_${publicKey.toString('base64')}`,
    created_at: row.createdAt.toISOString(),
  }
}

export const deliveryView = (row: DeliveryRow): DeliveryView => ({
  id: row.id,
  event_id: String(row.eventId),
  event_type: row.eventType,
  status: row.status,
  attempts: row.attempts,
  response_status: row.responseStatus,
  error: row.error,
  duration_ms: row.durationMs,
  next_attempt_at: row.nextAttemptAt?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
})

const { webhooks } = schema

/** Matches the webhook with this id only if the principal owns it. */
export const isOwn = (principal: string, id: string): SQL | undefined =>
  and(eq(webhooks.principal, principal), eq(webhooks.id, id))

export async function findWebhook(ctx: Context, principal: string, raw: unknown): Promise<Outcome<WebhookRow>> {
  const input = parse(webhookInput, raw)
  if (!input.ok) return input
  const [row] = await ctx.db.select().from(webhooks).where(isOwn(principal, input.value.id))
  return row ? ok(row) : refuse('webhook_not_found')
}
