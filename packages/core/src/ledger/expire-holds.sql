-- Ends active holds whose time is over by PostgreSQL's clock, the longest overdue first; their units go back to the shelf. What
-- another server is ending is passed over. The same as settle-held.sql for the one end that comes in great numbers: it is locked
-- and written in one statement, since nothing is decided and counters move by what is known.
--
-- $1 most holds
-- gives sale_id, id
WITH due AS MATERIALIZED (
  SELECT sale_id, id, item_id, user_id FROM holds
  WHERE status = 'active' AND expires_at <= clock_timestamp()
  ORDER BY expires_at LIMIT $1::int
  FOR NO KEY UPDATE SKIP LOCKED
), sale_rows AS MATERIALIZED (
  SELECT id FROM sales WHERE id IN (SELECT sale_id FROM due) ORDER BY id FOR SHARE
), item_rows AS MATERIALIZED (
  SELECT i.sale_id, i.id, t.quantity, i.buyer_limit
  FROM (SELECT sale_id, item_id, count(*) AS quantity FROM due GROUP BY sale_id, item_id) t
  JOIN items i ON i.sale_id = t.sale_id AND i.id = t.item_id
  WHERE (SELECT count(*) FROM sale_rows) >= 0
  ORDER BY i.sale_id, i.id FOR NO KEY UPDATE OF i
), buyer_rows AS MATERIALIZED (
  SELECT b.sale_id, b.user_id, t.quantity
  FROM (SELECT sale_id, user_id, count(*) AS quantity FROM due GROUP BY sale_id, user_id) t
  JOIN buyers b ON b.sale_id = t.sale_id AND b.user_id = t.user_id
  WHERE (SELECT count(*) FROM item_rows) >= 0
  ORDER BY b.sale_id, b.user_id FOR NO KEY UPDATE OF b
), holds_ended AS (
  -- By key alone: a partial index of what is active, taken for empty, would be walked for each row.
  UPDATE holds h SET status = 'expired', changed_at = now()
  FROM due d WHERE h.sale_id = d.sale_id AND h.id = d.id
), items_counted AS (
  UPDATE items i SET held = i.held - r.quantity FROM item_rows r WHERE i.sale_id = r.sale_id AND i.id = r.id
), buyers_counted AS (
  UPDATE buyers b SET held = b.held - r.quantity FROM buyer_rows r WHERE b.sale_id = r.sale_id AND b.user_id = r.user_id
), buyer_items_counted AS (
  UPDATE buyer_items b SET held = b.held - m.quantity
  FROM (
    SELECT d.sale_id, d.item_id, d.user_id, count(*) AS quantity
    FROM due d JOIN item_rows i ON i.sale_id = d.sale_id AND i.id = d.item_id
    WHERE i.buyer_limit IS NOT NULL
    GROUP BY d.sale_id, d.item_id, d.user_id
  ) m
  WHERE b.sale_id = m.sale_id AND b.item_id = m.item_id AND b.user_id = m.user_id
), told AS (
  INSERT INTO outbox_events (sale_id, type, subject, data)
  SELECT sale_id, 'reservation.expired', id::text,
    jsonb_build_object('reservation_id', id, 'sale_id', sale_id, 'product_id', item_id, 'user_id', user_id,
      'expired_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  FROM due
)
SELECT sale_id, id FROM due
