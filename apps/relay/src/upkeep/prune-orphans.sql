-- Deliveries of webhooks that have been removed. $1 webhook · $2 rows at most
DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE webhook_id = $1 LIMIT $2)
