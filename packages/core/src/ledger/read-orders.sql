-- Reads orders by id, with their lines.
--
-- $1 order ids
-- gives n, id, sale_id, status, reason, user_id, units, total, created_at, changed_at, lines [{item_id, quantity, price}];
-- no row for an unknown order
SELECT asked.n::int, o.id, o.sale_id, o.status, o.reason, o.user_id, o.units, o.total, o.created_at, o.changed_at,
  coalesce(o.lines, (
    SELECT jsonb_agg(jsonb_build_object('item_id', l.item_id, 'price', l.price, 'quantity', l.quantity) ORDER BY l.item_id)
    FROM (
      SELECT item_id, price, count(*) AS quantity FROM order_lines
      WHERE sale_id = o.sale_id AND order_id = o.id GROUP BY item_id, price
    ) l
  ), '[]') AS lines
FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n)
JOIN orders o ON o.id = asked.id
