-- Reads the active holds that buyers have of items.
--
-- $1 sale ids   $2 item ids   $3 user ids
-- gives n, id, sale_id, item_id, user_id, status, expires_at, created_at, changed_at; no row where there is none
SELECT asked.n::int, h.id, h.sale_id, h.item_id, h.user_id, h.status, h.expires_at, h.created_at, h.changed_at
FROM unnest($1::int[], $2::bigint[], $3::text[]) WITH ORDINALITY AS asked (sale_id, item_id, user_id, n)
JOIN holds h ON h.sale_id = asked.sale_id AND h.item_id = asked.item_id AND h.user_id = asked.user_id COLLATE "C"
  AND h.status = 'active'
