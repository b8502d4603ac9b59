-- Commits a batch of purchases of one line each, no two of the same item: what most batches of an hourly sale are. Only a buyer
-- may come more than once; what the caller has counted of that takes the place of the sorting by which commit-takes.sql finds takes that
-- collide. Verdicts, and what is written in the end, are those of commit-takes.sql, which decides every other batch: a test
-- holds one against the other. It costs PostgreSQL about three quarters of it.
--
-- $1 ids   $2 sale ids   $3 user ids   $4 epochs they were admitted under, null when without a gate   $5 item ids   $6 quantities
-- $7 units that the same buyer asks for earlier in the batch, whatever becomes of them
-- gives one row a purchase, in order: n, item_id, verdict, price, and created_at of what is written
-- fails whole with a unique violation when an id comes in between; sent again, it sees it
--   taken | sold_out | limit_reached | item_not_found | exists | stale | sale_not_open | sale_paused | sale_closed | sale_not_found
--   again          undecided for now: whether there is room depends on what becomes of the same buyer's earlier ones
WITH judged AS MATERIALIZED (
  SELECT t.n, t.id, t.sale_id, t.user_id, t.item_id, t.quantity, t.quantity * i.price::bigint AS total,
    i.price, i.sold, i.buyer_limit AS item_limit, s.buyer_limit,
    CASE
      WHEN s.id IS NULL THEN 'sale_not_found'
      WHEN o.id IS NOT NULL THEN 'exists'
      WHEN t.epoch <> s.epoch THEN 'stale'
      WHEN s.closed_at IS NOT NULL OR clock_timestamp() >= s.ends_at THEN 'sale_closed'
      WHEN clock_timestamp() < s.starts_at OR s.opened_at IS NULL THEN 'sale_not_open'
      WHEN s.paused_at IS NOT NULL THEN 'sale_paused'
      WHEN i.id IS NULL THEN 'item_not_found'
      WHEN t.quantity > i.stock - i.held - i.sold THEN 'sold_out'
      WHEN t.quantity > i.buyer_limit - coalesce(bi.held + bi.sold, 0) THEN 'limit_reached'
      WHEN t.quantity > s.buyer_limit - coalesce(b.held + b.sold, 0) THEN 'limit_reached'
      WHEN t.quantity + t.earlier > s.buyer_limit - coalesce(b.held + b.sold, 0) THEN 'again'
      ELSE 'taken'
    END AS verdict
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::bigint[], $6::int[], $7::bigint[])
    WITH ORDINALITY AS t (id, sale_id, user_id, epoch, item_id, quantity, earlier, n)
  LEFT JOIN sales s ON s.id = t.sale_id
  LEFT JOIN orders o ON o.sale_id = t.sale_id AND o.id = t.id
  LEFT JOIN items i ON i.sale_id = t.sale_id AND i.id = t.item_id
  LEFT JOIN buyers b ON b.sale_id = t.sale_id AND b.user_id = t.user_id COLLATE "C"
  LEFT JOIN buyer_items bi ON i.buyer_limit IS NOT NULL
    AND bi.sale_id = t.sale_id AND bi.item_id = t.item_id AND bi.user_id = t.user_id COLLATE "C"
), ordered AS (
  INSERT INTO orders (sale_id, id, user_id, status, units, total)
  SELECT sale_id, id, user_id, 'confirmed', quantity, total FROM judged WHERE verdict = 'taken' ORDER BY sale_id, id
), lines_written AS (
  INSERT INTO order_lines (sale_id, item_id, unit_no, order_id, price)
  SELECT sale_id, item_id, sold + unit, id, price FROM judged, generate_series(1, quantity) AS unit WHERE verdict = 'taken'
), items_counted AS (
  UPDATE items i SET sold = i.sold + j.quantity
  FROM judged j
  WHERE j.verdict = 'taken' AND i.sale_id = j.sale_id AND i.id = j.item_id
), buyers_counted AS (
  INSERT INTO buyers AS b (sale_id, user_id, sold, buyer_limit)
  SELECT sale_id, user_id, sum(quantity), buyer_limit FROM judged WHERE verdict = 'taken'
  GROUP BY sale_id, user_id, buyer_limit
  ORDER BY sale_id, user_id
  ON CONFLICT (sale_id, user_id) DO UPDATE SET sold = b.sold + excluded.sold
), buyer_items_counted AS (
  INSERT INTO buyer_items AS b (sale_id, item_id, user_id, sold, buyer_limit)
  SELECT sale_id, item_id, user_id, quantity, item_limit
  FROM judged WHERE verdict = 'taken' AND item_limit IS NOT NULL
  ORDER BY sale_id, item_id, user_id
  ON CONFLICT (sale_id, item_id, user_id) DO UPDATE SET sold = b.sold + excluded.sold
), told AS (
  INSERT INTO outbox_events (sale_id, type, subject, data)
  SELECT sale_id, 'order.confirmed', id::text,
    jsonb_build_object('order_id', id, 'sale_id', sale_id, 'user_id', user_id, 'units', quantity, 'total', total,
      'lines', jsonb_build_array(jsonb_build_object('item_id', item_id, 'quantity', quantity, 'price', price)))
  FROM judged WHERE verdict = 'taken' ORDER BY n
)
SELECT n::int, item_id, price, verdict, CASE WHEN verdict = 'taken' THEN now() END AS created_at
FROM judged
ORDER BY n
