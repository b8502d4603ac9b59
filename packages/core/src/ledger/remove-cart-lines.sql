-- Removes a line of a cart, or all of them. The cart is locked by its own update before any line is.
--
-- $1 principal   $2 user id   $3 item id, or null for all   $4 how long a cart is kept, ms
WITH cart AS (
  UPDATE carts SET touched_at = now()
  WHERE principal = $1 AND user_id = $2 AND touched_at > now() - $4::int * interval '1 millisecond'
  RETURNING principal, user_id
)
DELETE FROM cart_lines l USING cart c
WHERE l.principal = c.principal AND l.user_id = c.user_id AND ($3::bigint IS NULL OR l.item_id = $3::bigint)
