import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { schema } from '@hourglass/db'
import type { DeliveryView, WebhookView } from '../../contract/index.ts'

export type WebhookRow = typeof schema.webhooks.$inferSelect
export type DeliveryRow = typeof schema.webhookDeliveries.$inferSelect

/** An ed25519 public key in DER is a head of 12 bytes before the key's 32 (RFC 8410). */
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
