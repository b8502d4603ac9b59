-- As void-orders.sql, for takes that were to become holds.
--
-- $1 sale id   $2 take ids
-- gives id, status: 'void' (the unit may go back to the shelf), or what the hold is
WITH asked AS MATERIALIZED (
  SELECT DISTINCT id FROM unnest($2::uuid[]) AS a (id)
), voided AS (
  INSERT INTO holds (sale_id, id, item_id, user_id, status, expires_at)
  SELECT $1::int, id, 0, '', 'void', now() FROM asked ORDER BY id
  ON CONFLICT (sale_id, id) DO NOTHING
  RETURNING id, status
)
SELECT id, status FROM voided
UNION ALL
SELECT h.id, h.status FROM holds h JOIN asked a ON a.id = h.id WHERE h.sale_id = $1::int
