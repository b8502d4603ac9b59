-- Locks holds and undecided orders that are about to end, and what they hold, in the order that lock-rows.sql keeps: the
-- sale against a new epoch, then they themselves, then items, then buyers. Whose they are and of what never changes.
--
-- $1 kinds: hold | order   $2 sale ids   $3 ids
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::int[], $3::uuid[]) AS a (kind, sale_id, id)
), sale_rows AS MATERIALIZED (
  SELECT id FROM sales WHERE id = ANY ($2::int[]) ORDER BY id FOR SHARE
), hold_rows AS MATERIALIZED (
  SELECT h.sale_id, h.item_id, h.user_id FROM asked a JOIN holds h ON h.sale_id = a.sale_id AND h.id = a.id
  WHERE a.kind = 'hold' AND (SELECT count(*) FROM sale_rows) >= 0
  ORDER BY h.sale_id, h.id FOR NO KEY UPDATE OF h
), order_rows AS MATERIALIZED (
  SELECT o.sale_id, o.lines, o.user_id FROM asked a JOIN orders o ON o.sale_id = a.sale_id AND o.id = a.id
  WHERE a.kind = 'order' AND (SELECT count(*) FROM hold_rows) >= 0
  ORDER BY o.sale_id, o.id FOR NO KEY UPDATE OF o
), touched AS MATERIALIZED (
  SELECT sale_id, item_id, user_id FROM hold_rows
  UNION
  SELECT o.sale_id, x.item_id, o.user_id FROM order_rows o, jsonb_to_recordset(o.lines) AS x (item_id bigint)
), item_rows AS MATERIALIZED (
  SELECT i.id FROM (SELECT DISTINCT sale_id, item_id FROM touched) t
  JOIN items i ON i.sale_id = t.sale_id AND i.id = t.item_id
  ORDER BY i.sale_id, i.id FOR NO KEY UPDATE OF i
), buyer_rows AS MATERIALIZED (
  SELECT b.user_id FROM (SELECT DISTINCT sale_id, user_id FROM touched) t
  JOIN buyers b ON b.sale_id = t.sale_id AND b.user_id = t.user_id
  WHERE (SELECT count(*) FROM item_rows) >= 0
  ORDER BY b.sale_id, b.user_id FOR NO KEY UPDATE OF b
)
SELECT (SELECT count(*) FROM sale_rows), (SELECT count(*) FROM item_rows), (SELECT count(*) FROM buyer_rows)
