-- Reads open checkouts back from the attempts, for a gate that has forgotten them.
--
-- $1 sale ids   $2 checkout ids   $3 time to live in ms
-- gives n, user_id, item_ids, left_ms (negative: expired); no row for an unknown checkout
SELECT c.n::int, min(a.user_id) AS user_id,
  array_agg(DISTINCT item.id) AS item_ids,
  ($3::float8 - extract(epoch FROM clock_timestamp() - min(a.at)) * 1000)::float8 AS left_ms
FROM unnest($1::int[], $2::uuid[]) WITH ORDINALITY AS c (sale_id, checkout_id, n)
JOIN attempts a ON a.sale_id = c.sale_id AND a.checkout_id = c.checkout_id AND a.outcome = 'ok'
CROSS JOIN LATERAL unnest(a.item_ids) AS item (id)
GROUP BY c.n
