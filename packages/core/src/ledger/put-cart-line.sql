-- Puts units of an item into a cart that lock-cart.sql has locked, a statement earlier.
-- Run again under the same request id it puts nothing, and says what it said.
--
-- $1 principal   $2 user id   $3 item id   $4 sale id   $5 quantity   $6 whether it is added to what is there
-- $7 most units of a line   $8 most lines; those of sales that are over drop out and do not count   $9 request id
--
-- gives one row, `verdict`
--   put            done, now or before under this request id
--   sale_closed    by PostgreSQL's clock
--   too_many_lines | too_many_units
WITH before AS (
  SELECT
    EXISTS (SELECT FROM done_requests WHERE id = $9::uuid) AS done,
    EXISTS (SELECT FROM sales WHERE id = $4::int AND coalesce(least(ends_at, closed_at) > now(), true)) AS sale_open,
    (SELECT count(*) FROM cart_lines l JOIN sales s ON s.id = l.sale_id
     WHERE l.principal = $1 AND l.user_id = $2 AND l.item_id <> $3::bigint
       AND coalesce(least(s.ends_at, s.closed_at) > now(), true)) < $8::int AS room
), put AS (
  INSERT INTO cart_lines AS l (principal, user_id, item_id, sale_id, quantity)
  SELECT $1, $2, $3::bigint, $4::int, $5::int FROM before
  WHERE NOT done AND sale_open AND room AND $5::int <= $7::int
  ON CONFLICT (principal, user_id, item_id) DO UPDATE
  SET quantity = excluded.quantity + CASE WHEN $6::bool THEN l.quantity ELSE 0 END
  WHERE excluded.quantity + CASE WHEN $6::bool THEN l.quantity ELSE 0 END <= $7::int
  RETURNING item_id
), touched AS (
  UPDATE carts SET touched_at = now()
  WHERE principal = $1 AND user_id = $2 AND EXISTS (SELECT FROM put)
), noted AS (
  INSERT INTO done_requests (id) SELECT $9::uuid FROM put
)
SELECT CASE
  WHEN done OR EXISTS (SELECT FROM put) THEN 'put'
  WHEN NOT sale_open THEN 'sale_closed'
  WHEN NOT room THEN 'too_many_lines'
  ELSE 'too_many_units'
END AS verdict
FROM before
