-- The delivery log, oldest first: ids begin with the time. $1 the id of a delivery of that time · $2 rows at most
DELETE FROM webhook_deliveries WHERE id IN (
  SELECT id FROM webhook_deliveries WHERE id < $1 AND status <> 'pending' ORDER BY id LIMIT $2
)
