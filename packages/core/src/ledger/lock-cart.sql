-- Locks a cart, which is made when there is none: changes of one cart come one after the other.
--
-- $1 principal   $2 user id
INSERT INTO carts (principal, user_id) VALUES ($1, $2)
ON CONFLICT (principal, user_id) DO UPDATE SET user_id = excluded.user_id
