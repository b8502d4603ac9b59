-- Forgets a cart that nobody has changed for its time, lines and all, so that none of it comes back with the next change.
--
-- $1 principal   $2 user id   $3 how long a cart is kept, ms
DELETE FROM carts
WHERE principal = $1 AND user_id = $2 AND touched_at <= now() - $3::int * interval '1 millisecond'
