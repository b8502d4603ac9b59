-- Settles the question of takes whose lease ran out: a void order occupies the id, so that a late commit fails.
-- Where the order is already there, it tells which kind. Locks nothing but the ids, in order.
--
-- $1 sale id   $2 take ids
-- gives id, status: 'void' (the units may go back to the shelf), or what the order is
WITH asked AS MATERIALIZED (
  SELECT DISTINCT id FROM unnest($2::uuid[]) AS a (id)
), voided AS (
  INSERT INTO orders (sale_id, id, user_id, status, units, total)
  SELECT $1::int, id, '', 'void', 0, 0 FROM asked ORDER BY id
  ON CONFLICT DO NOTHING
  RETURNING id, status
)
SELECT id, status FROM voided
UNION ALL
SELECT o.id, o.status FROM orders o JOIN asked a ON a.id = o.id WHERE o.sale_id = $1::int
