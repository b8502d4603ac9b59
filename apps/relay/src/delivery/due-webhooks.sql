-- Webhooks with a delivery whose time has come.
SELECT id FROM webhooks w
WHERE status = 'enabled' AND EXISTS (
  SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.status = 'pending' AND d.next_attempt_at <= now()
)
