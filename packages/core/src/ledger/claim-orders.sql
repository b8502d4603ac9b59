-- Claims orders that wait to be decided, and those whose worker has let its claim run out, the oldest first. Workers pass
-- over what another is claiming.
--
-- $1 most orders   $2 how long the claim lasts, in ms
-- gives id, sale_id, user_id, units, total, created_at, lines, age_ms
UPDATE orders o
SET status = 'processing', claimed_until = now() + $2::float8 * interval '1 millisecond', changed_at = now()
FROM (
  SELECT sale_id, id FROM orders
  WHERE status IN ('queued', 'processing') AND (status = 'queued' OR claimed_until < now())
  ORDER BY id LIMIT $1::int
  FOR NO KEY UPDATE SKIP LOCKED
) due
WHERE o.sale_id = due.sale_id AND o.id = due.id
RETURNING o.id, o.sale_id, o.user_id, o.units, o.total, o.created_at, o.lines,
  (extract(epoch FROM now() - o.created_at) * 1000)::float8 AS age_ms
