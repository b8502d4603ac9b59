-- Commits a batch of orders: decides each line on the rows that lock-rows.sql has locked, then writes orders, lines,
-- counters and events. A line is refused only for a reason that holds whatever its neighbours in the batch do;
-- an order that merely collides with its neighbours gets the verdict 'again' and goes into the next batch. The first
-- order of a batch is always decided, so that every order is in the end.
--
-- orders  $1 ids   $2 sale ids   $3 user ids   $4 epochs they were admitted under, null when without a gate
-- lines   $5 which order, from 1   $6 item ids   $7 quantities
-- gives one row a line, in order: n, item_id, verdict, price, created_at
--   sold | sold_out | limit_reached | item_not_found     this line
--   exists         the id is in the ledger already: bought, or void
--   again          undecided for now
--   stale | sale_not_open | sale_closed | sale_not_found     the whole order
WITH asked AS MATERIALIZED (
  SELECT o.n, o.id, o.sale_id, o.user_id, s.buyer_limit,
    s.buyer_limit - coalesce(b.held + b.sold, 0) AS room,
    CASE
      WHEN s.id IS NULL THEN 'sale_not_found'
      WHEN EXISTS (SELECT FROM orders e WHERE e.sale_id = o.sale_id AND e.id = o.id) THEN 'exists'
      WHEN o.epoch <> s.epoch THEN 'stale'
      WHEN clock_timestamp() < s.starts_at THEN 'sale_not_open'
      WHEN clock_timestamp() >= s.ends_at THEN 'sale_closed'
    END AS refused
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[]) WITH ORDINALITY AS o (id, sale_id, user_id, epoch, n)
  LEFT JOIN sales s ON s.id = o.sale_id
  LEFT JOIN buyers b ON b.sale_id = o.sale_id AND b.user_id = o.user_id COLLATE "C"
), alone AS (
  SELECT a.*, l.line_no, l.item_id, l.quantity, i.price, i.sold, i.stock - i.held - i.sold AS free,
    CASE
      WHEN a.refused IS NOT NULL THEN a.refused
      WHEN i.id IS NULL THEN 'item_not_found'
      WHEN l.quantity > i.stock - i.held - i.sold THEN 'sold_out'
    END AS no
  FROM unnest($5::int[], $6::bigint[], $7::int[]) WITH ORDINALITY AS l (n, item_id, quantity, line_no)
  JOIN asked a ON a.n = l.n
  LEFT JOIN items i ON i.sale_id = a.sale_id AND i.id = l.item_id
), within AS (
  SELECT alone.*, CASE
      WHEN no IS NOT NULL THEN no
      WHEN sum(quantity) FILTER (WHERE no IS NULL) OVER (PARTITION BY n, item_id ORDER BY line_no) > free THEN 'sold_out'
      WHEN sum(quantity) FILTER (WHERE no IS NULL) OVER (PARTITION BY n ORDER BY line_no) > room THEN 'limit_reached'
    END AS reason
  FROM alone
), among AS (
  SELECT within.*, reason IS NULL AND (
      sum(quantity) FILTER (WHERE reason IS NULL) OVER (PARTITION BY sale_id, item_id ORDER BY line_no) > free
      OR sum(quantity) FILTER (WHERE reason IS NULL) OVER (PARTITION BY sale_id, user_id ORDER BY line_no) > room
    ) AS crowded
  FROM within
), ready AS MATERIALIZED (
  SELECT n, id, sale_id, user_id, buyer_limit,
    sum(quantity) FILTER (WHERE reason IS NULL) AS units,
    sum(quantity * price::bigint) FILTER (WHERE reason IS NULL) AS total
  FROM among
  GROUP BY n, id, sale_id, user_id, buyer_limit
  HAVING bool_or(reason IS NULL) AND NOT bool_or(crowded)
), written AS (
  INSERT INTO orders (sale_id, id, user_id, status, units, total)
  SELECT sale_id, id, user_id, 'confirmed', units, total FROM ready ORDER BY sale_id, id
  ON CONFLICT DO NOTHING
  RETURNING sale_id, id, user_id, units, total, created_at
), sold AS MATERIALIZED (
  SELECT a.n, a.sale_id, a.item_id, a.id, a.price, a.quantity,
    a.sold + sum(a.quantity) OVER (PARTITION BY a.sale_id, a.item_id ORDER BY a.line_no) - a.quantity AS before
  FROM among a JOIN written w ON w.sale_id = a.sale_id AND w.id = a.id
  WHERE a.reason IS NULL
), lines_written AS (
  INSERT INTO order_lines (sale_id, item_id, unit_no, order_id, price)
  SELECT sale_id, item_id, before + unit, id, price FROM sold, generate_series(1, quantity) AS unit
), items_counted AS (
  UPDATE items i SET sold = i.sold + s.units
  FROM (SELECT sale_id, item_id, sum(quantity) AS units FROM sold GROUP BY sale_id, item_id) s
  WHERE i.sale_id = s.sale_id AND i.id = s.item_id
), buyers_counted AS (
  INSERT INTO buyers AS b (sale_id, user_id, sold, buyer_limit)
  SELECT r.sale_id, r.user_id, sum(r.units), r.buyer_limit
  FROM ready r JOIN written w ON w.sale_id = r.sale_id AND w.id = r.id
  GROUP BY r.sale_id, r.user_id, r.buyer_limit
  ORDER BY r.sale_id, r.user_id
  ON CONFLICT (sale_id, user_id) DO UPDATE SET sold = b.sold + excluded.sold
), told AS (
  INSERT INTO outbox_events (sale_id, type, subject, data)
  SELECT sale_id, 'order.confirmed', id::text,
    jsonb_build_object('order_id', id, 'sale_id', sale_id, 'user_id', user_id, 'units', units, 'total', total)
  FROM written
)
SELECT a.n::int, a.item_id, a.price,
  CASE
    WHEN w.id IS NOT NULL THEN coalesce(a.reason, 'sold')
    WHEN r.id IS NOT NULL THEN 'exists'
    WHEN bool_or(a.crowded) OVER (PARTITION BY a.n) THEN 'again'
    ELSE a.reason
  END AS verdict,
  w.created_at
FROM among a
LEFT JOIN ready r ON r.n = a.n
LEFT JOIN written w ON w.sale_id = a.sale_id AND w.id = a.id
ORDER BY a.line_no
