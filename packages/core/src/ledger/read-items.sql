-- Reads the state of items and of their sales, for answers while the gate is away.
--
-- $1 sale ids   $2 item ids
-- gives n, stock, held, sold, held_until: when the first of its holds ends, refused: sale_not_open | sale_paused | sale_closed | null;
-- no row for an unknown item
SELECT asked.n::int, i.stock, i.held, i.sold,
  CASE WHEN i.held > 0 THEN (
    SELECT min(h.expires_at) FROM holds h WHERE h.sale_id = asked.sale_id AND h.item_id = asked.id AND h.status = 'active'
  ) END AS held_until,
  CASE
    WHEN s.closed_at IS NOT NULL OR clock_timestamp() >= s.ends_at THEN 'sale_closed'
    WHEN clock_timestamp() < s.starts_at THEN 'sale_not_open'
    WHEN s.paused_at IS NOT NULL THEN 'sale_paused'
  END AS refused
FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS asked (sale_id, id, n)
JOIN items i ON i.sale_id = asked.sale_id AND i.id = asked.id
JOIN sales s ON s.id = asked.sale_id
