-- Reads orders by id, with their lines.
--
-- $1 sale ids   $2 order ids
-- gives n, status, user_id, units, total, created_at, lines [{item_id, price, quantity}]; no row for an unknown order
SELECT asked.n::int, o.status, o.user_id, o.units, o.total, o.created_at,
  coalesce((
    SELECT jsonb_agg(jsonb_build_object('item_id', l.item_id, 'price', l.price, 'quantity', l.quantity) ORDER BY l.item_id)
    FROM (
      SELECT item_id, price, count(*) AS quantity FROM order_lines
      WHERE sale_id = o.sale_id AND order_id = o.id GROUP BY item_id, price
    ) l
  ), '[]') AS lines
FROM unnest($1::int[], $2::uuid[]) WITH ORDINALITY AS asked (sale_id, id, n)
JOIN orders o ON o.sale_id = asked.sale_id AND o.id = asked.id
