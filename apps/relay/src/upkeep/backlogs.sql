-- Webhooks that have more waiting than is kept for one. $1 deliveries
SELECT w.id FROM webhooks w CROSS JOIN LATERAL (
  SELECT count(*) AS waiting FROM (
    SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.status = 'pending' LIMIT $1 + 1
  ) AS first
) AS backlog
WHERE w.status = 'enabled' AND backlog.waiting > $1
