-- Locks what a batch of orders will decide about, in key order so that batches never deadlock. Its own statement:
-- the next one then sees each row as it is, not as it was when somebody else still held the lock.
-- The sale is locked against a new epoch, not against other batches.
--
-- $1 sale ids   $2 user ids (one a sale id)   $3 sale ids   $4 item ids (one a sale id)
WITH sale_rows AS MATERIALIZED (
  SELECT id FROM sales WHERE id = ANY ($1::int[]) ORDER BY id FOR SHARE
), item_rows AS MATERIALIZED (
  SELECT i.id
  FROM (SELECT DISTINCT * FROM unnest($3::int[], $4::bigint[])) AS asked (sale_id, id)
  JOIN items i ON i.sale_id = asked.sale_id AND i.id = asked.id
  ORDER BY i.sale_id, i.id
  FOR NO KEY UPDATE OF i
), buyer_rows AS MATERIALIZED (
  SELECT b.user_id
  FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[])) AS asked (sale_id, user_id)
  JOIN buyers b ON b.sale_id = asked.sale_id AND b.user_id = asked.user_id COLLATE "C"
  ORDER BY b.sale_id, b.user_id
  FOR NO KEY UPDATE OF b
)
SELECT (SELECT count(*) FROM sale_rows), (SELECT count(*) FROM item_rows), (SELECT count(*) FROM buyer_rows)
