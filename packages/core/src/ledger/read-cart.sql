-- A cart's lines in the order they came. Those of a sale that is over leave the table here when asked to, and are given this
-- once, to one reader. A cart that nobody has changed for its time is not there.
--
-- $1 principal   $2 user id   $3 how long a cart is kept, ms   $4 whether lines leave now, or are only left out
--
-- gives expires_at, item_id, sale_id, quantity, sale (selling | not_begun | paused | sold_out | over), dropped
-- a cart without lines gives one row, with nulls but for expires_at
WITH cart AS (
  SELECT principal, user_id, touched_at + $3::int * interval '1 millisecond' AS expires_at
  FROM carts
  WHERE principal = $1 AND user_id = $2 AND touched_at > now() - $3::int * interval '1 millisecond'
), dropped AS (
  DELETE FROM cart_lines l USING cart c, sales s
  WHERE l.principal = c.principal AND l.user_id = c.user_id AND s.id = l.sale_id AND least(s.ends_at, s.closed_at) <= now() AND $4::bool
  RETURNING l.item_id
)
SELECT
  c.expires_at, l.item_id::float8 AS item_id, l.sale_id, l.quantity,
  CASE
    WHEN least(s.ends_at, s.closed_at) <= now() THEN 'over'
    WHEN s.sold_out_at IS NOT NULL THEN 'sold_out'
    WHEN s.starts_at > now() THEN 'not_begun'
    WHEN s.paused_at IS NOT NULL THEN 'paused'
    ELSE 'selling'
  END AS sale,
  d.item_id IS NOT NULL AS dropped
FROM cart c
LEFT JOIN cart_lines l ON l.principal = c.principal AND l.user_id = c.user_id
LEFT JOIN sales s ON s.id = l.sale_id
LEFT JOIN dropped d ON d.item_id = l.item_id
ORDER BY l.added_at, l.item_id
