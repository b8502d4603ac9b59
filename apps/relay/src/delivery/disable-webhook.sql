-- Disables a webhook, gives up what it still had to get, and tells the others; once.
-- $1 webhook · $2 reason · $3 it must have been failing for so many ms, or null
-- A row: it was disabled by this call.
WITH disabled AS (
  UPDATE webhooks SET status = 'disabled', disabled_reason = $2
  WHERE id = $1 AND status = 'enabled'
    AND ($3::bigint IS NULL OR failing_since < now() - $3::bigint * interval '1 ms')
  RETURNING id, url, principal
), given_up AS (
  UPDATE webhook_deliveries d
  SET status = 'failed', next_attempt_at = NULL, error = 'the webhook was disabled', updated_at = now()
  FROM disabled w WHERE d.webhook_id = w.id AND d.status = 'pending'
)
INSERT INTO outbox_events (sale_id, type, subject, data)
SELECT 0, 'webhook.disabled', id, jsonb_build_object('webhook_id', id, 'principal', principal, 'url', url, 'reason', $2::text) FROM disabled
RETURNING id
