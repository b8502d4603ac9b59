-- Reads holds by id.
--
-- $1 ids
-- gives n, id, sale_id, item_id, user_id, status, expires_at, created_at, changed_at; no row for an unknown or void hold
SELECT asked.n::int, h.id, h.sale_id, h.item_id, h.user_id, h.status, h.expires_at, h.created_at, h.changed_at
FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n)
JOIN holds h ON h.id = asked.id AND h.status <> 'void'
