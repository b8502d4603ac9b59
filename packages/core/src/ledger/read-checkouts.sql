-- Reads open checkouts back from the attempts, for a gate that has forgotten them. An item that was added twice counts with
-- its larger quantity.
--
-- $1 sale ids   $2 checkout ids   $3 time to live in ms
-- gives n, user_id, item_ids, quantities, left_ms (negative: expired); no row for an unknown checkout
SELECT n::int, min(user_id) AS user_id, array_agg(id ORDER BY id) AS item_ids, array_agg(quantity ORDER BY id) AS quantities,
  ($3::float8 - extract(epoch FROM clock_timestamp() - min(began)) * 1000)::float8 AS left_ms
FROM (
  SELECT c.n, item.id, max(coalesce(item.quantity, 1)) AS quantity, min(a.user_id) AS user_id, min(a.at) AS began
  FROM unnest($1::int[], $2::uuid[]) WITH ORDINALITY AS c (sale_id, checkout_id, n)
  JOIN attempts a ON a.sale_id = c.sale_id AND a.checkout_id = c.checkout_id AND a.outcome = 'ok'
  CROSS JOIN LATERAL unnest(a.item_ids, a.quantities) AS item (id, quantity)
  GROUP BY c.n, item.id
) chosen
GROUP BY n
