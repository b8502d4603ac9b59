-- Commits a batch of takes: decides each line on the rows that lock-rows.sql has locked, then writes what the take is to
-- become (an order, an order to be decided later, or a hold) with its counters and events. A line is refused only for a
-- reason that holds whatever its neighbours in the batch do; a take that merely collides with its neighbours gets the
-- verdict 'again' and goes into the next batch. The first take of a batch is always decided, so that every take is in the end.
--
-- $1 ids   $2 sale ids   $3 user ids   $4 epochs they were admitted under, null when without a gate
-- $5 kinds: purchase (sells what is there) | order (all or nothing, held) | hold (one line, held)
-- $6 item ids of each, as '{1,2}'   $7 quantities likewise   $8 how long a hold lasts, in ms
-- gives one row a line, in order: n, item_id, verdict, price, and created_at of what is written
-- fails whole with a unique violation when an id or a hold comes in between; sent again, it sees it
--   taken | sold_out | limit_reached | item_not_found     this line
--   exists         the id is in the ledger already, whatever became of it
--   held           (hold) the buyer has another active hold of the item
--   again          undecided for now
--   stale | sale_not_open (or its opening is not told yet) | sale_paused | sale_closed | sale_not_found     the whole take
WITH asked AS MATERIALIZED (
  SELECT t.n, t.id, t.sale_id, t.user_id, t.kind, t.item_ids, t.quantities, s.buyer_limit,
    s.buyer_limit - coalesce(b.held + b.sold, 0) AS room,
    CASE
      WHEN s.id IS NULL THEN 'sale_not_found'
      WHEN o.id IS NOT NULL OR h.id IS NOT NULL THEN 'exists'
      WHEN t.epoch <> s.epoch THEN 'stale'
      WHEN s.closed_at IS NOT NULL OR clock_timestamp() >= s.ends_at THEN 'sale_closed'
      WHEN clock_timestamp() < s.starts_at OR s.opened_at IS NULL THEN 'sale_not_open'
      WHEN s.paused_at IS NOT NULL THEN 'sale_paused'
    END AS refused
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[])
    WITH ORDINALITY AS t (id, sale_id, user_id, epoch, kind, item_ids, quantities, n)
  LEFT JOIN sales s ON s.id = t.sale_id
  LEFT JOIN buyers b ON b.sale_id = t.sale_id AND b.user_id = t.user_id COLLATE "C"
  LEFT JOIN orders o ON t.kind <> 'hold' AND o.sale_id = t.sale_id AND o.id = t.id
  LEFT JOIN holds h ON t.kind = 'hold' AND h.sale_id = t.sale_id AND h.id = t.id
), lines AS MATERIALIZED (
  SELECT a.*, l.item_id, l.quantity, row_number() OVER (ORDER BY a.n, l.at) AS line_no
  FROM asked a
  CROSS JOIN LATERAL unnest(a.item_ids::bigint[], a.quantities::int[]) WITH ORDINALITY AS l (item_id, quantity, at)
), alone AS MATERIALIZED (
  SELECT l.n, l.id, l.sale_id, l.user_id, l.kind, l.buyer_limit, l.room, l.line_no, l.item_id, l.quantity, i.price, i.sold, i.stock - i.held - i.sold AS free,
    i.buyer_limit AS item_limit, i.buyer_limit - coalesce(bi.held + bi.sold, 0) AS item_room,
    CASE
      WHEN l.refused IS NOT NULL THEN l.refused
      WHEN i.id IS NULL THEN 'item_not_found'
      WHEN h.id IS NOT NULL THEN 'held'
      WHEN l.quantity > i.stock - i.held - i.sold THEN 'sold_out'
      WHEN l.quantity > i.buyer_limit - coalesce(bi.held + bi.sold, 0) THEN 'limit_reached'
    END AS no
  FROM lines l
  LEFT JOIN items i ON i.sale_id = l.sale_id AND i.id = l.item_id
  LEFT JOIN buyer_items bi ON i.buyer_limit IS NOT NULL
    AND bi.sale_id = l.sale_id AND bi.item_id = l.item_id AND bi.user_id = l.user_id COLLATE "C"
  LEFT JOIN holds h ON l.kind = 'hold'
    AND h.sale_id = l.sale_id AND h.item_id = l.item_id AND h.user_id = l.user_id COLLATE "C" AND h.status = 'active'
), within AS (
  SELECT alone.*, CASE
      WHEN no IS NOT NULL THEN no
      WHEN sum(quantity) FILTER (WHERE no IS NULL) OVER (PARTITION BY n, item_id ORDER BY line_no) > free THEN 'sold_out'
      WHEN sum(quantity) FILTER (WHERE no IS NULL) OVER (PARTITION BY n, item_id ORDER BY line_no) > item_room THEN 'limit_reached'
      WHEN sum(quantity) FILTER (WHERE no IS NULL) OVER (PARTITION BY n ORDER BY line_no) > room THEN 'limit_reached'
    END AS reason
  FROM alone
), among AS (
  SELECT within.*, reason IS NULL AND (
      sum(quantity) FILTER (WHERE reason IS NULL) OVER (PARTITION BY sale_id, item_id ORDER BY line_no) > free
      OR sum(quantity) FILTER (WHERE reason IS NULL) OVER (PARTITION BY sale_id, user_id ORDER BY line_no) > room
      OR coalesce(sum(quantity) FILTER (WHERE reason IS NULL) OVER (PARTITION BY sale_id, item_id, user_id ORDER BY line_no) > item_room, false)
      OR (kind = 'hold' AND count(*) FILTER (WHERE reason IS NULL AND kind = 'hold') OVER (PARTITION BY sale_id, item_id, user_id ORDER BY line_no) > 1)
    ) AS crowded
  FROM within
), judged AS MATERIALIZED (
  SELECT among.*, bool_or(crowded) OVER take AS collides,
    bool_or(reason IS NULL) OVER take AND NOT bool_or(crowded) OVER take
      AND (kind = 'purchase' OR bool_and(reason IS NULL) OVER take) AS goes
  FROM among
  WINDOW take AS (PARTITION BY n)
), ready AS MATERIALIZED (
  SELECT n, id, sale_id, user_id, kind, buyer_limit, sum(quantity) AS units, sum(quantity * price::bigint) AS total,
    min(item_id) AS first_item_id,
    jsonb_agg(jsonb_build_object('item_id', item_id, 'quantity', quantity, 'price', price) ORDER BY line_no) AS lines
  FROM judged
  WHERE goes AND reason IS NULL
  GROUP BY n, id, sale_id, user_id, kind, buyer_limit
), ordered AS (
  INSERT INTO orders (sale_id, id, user_id, status, units, total, lines)
  SELECT sale_id, id, user_id, CASE kind WHEN 'purchase' THEN 'confirmed' ELSE 'queued' END, units, total,
    CASE kind WHEN 'order' THEN lines END
  FROM ready WHERE kind <> 'hold' ORDER BY sale_id, id
), held AS (
  INSERT INTO holds (sale_id, id, item_id, user_id, status, expires_at)
  SELECT sale_id, id, first_item_id, user_id, 'active', date_trunc('milliseconds', now() + $8::float8 * interval '1 millisecond')
  FROM ready WHERE kind = 'hold' ORDER BY sale_id, id
), moved AS MATERIALIZED (
  SELECT sale_id, user_id, item_id, id, price, quantity, item_limit, line_no,
    CASE kind WHEN 'purchase' THEN quantity ELSE 0 END AS selling,
    CASE kind WHEN 'purchase' THEN 0 ELSE quantity END AS holding,
    sold + sum(CASE kind WHEN 'purchase' THEN quantity ELSE 0 END) OVER (PARTITION BY sale_id, item_id ORDER BY line_no)
      - quantity AS before
  FROM judged
  WHERE goes AND reason IS NULL
), lines_written AS (
  INSERT INTO order_lines (sale_id, item_id, unit_no, order_id, price)
  SELECT sale_id, item_id, before + unit, id, price FROM moved, generate_series(1, selling) AS unit
), items_counted AS (
  UPDATE items i SET sold = i.sold + m.selling, held = i.held + m.holding
  FROM (SELECT sale_id, item_id, sum(selling) AS selling, sum(holding) AS holding FROM moved GROUP BY sale_id, item_id) m
  WHERE i.sale_id = m.sale_id AND i.id = m.item_id
), buyers_counted AS (
  INSERT INTO buyers AS b (sale_id, user_id, sold, held, buyer_limit)
  SELECT sale_id, user_id, coalesce(sum(units) FILTER (WHERE kind = 'purchase'), 0),
    coalesce(sum(units) FILTER (WHERE kind <> 'purchase'), 0), buyer_limit
  FROM ready
  GROUP BY sale_id, user_id, buyer_limit
  ORDER BY sale_id, user_id
  ON CONFLICT (sale_id, user_id) DO UPDATE SET sold = b.sold + excluded.sold, held = b.held + excluded.held
), buyer_items_counted AS (
  INSERT INTO buyer_items AS b (sale_id, item_id, user_id, sold, held, buyer_limit)
  SELECT sale_id, item_id, user_id, sum(selling), sum(holding), item_limit
  FROM moved WHERE item_limit IS NOT NULL
  GROUP BY sale_id, item_id, user_id, item_limit
  ORDER BY sale_id, item_id, user_id
  ON CONFLICT (sale_id, item_id, user_id) DO UPDATE SET sold = b.sold + excluded.sold, held = b.held + excluded.held
), told AS (
  INSERT INTO outbox_events (sale_id, type, subject, data)
  SELECT sale_id, CASE kind WHEN 'hold' THEN 'reservation.created' ELSE 'order.confirmed' END, id::text,
    CASE kind
      WHEN 'hold' THEN jsonb_build_object('reservation_id', id, 'sale_id', sale_id, 'product_id', first_item_id,
        'user_id', user_id, 'expires_at', to_char(date_trunc('milliseconds', now() + $8::float8 * interval '1 millisecond')
          AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      ELSE jsonb_build_object('order_id', id, 'sale_id', sale_id, 'user_id', user_id, 'units', units, 'total', total, 'lines', lines)
    END
  FROM ready WHERE kind <> 'order' ORDER BY n
)
SELECT n::int, item_id, price,
  CASE
    WHEN NOT goes AND collides AND (kind = 'purchase' OR bool_and(reason IS NULL) OVER (PARTITION BY n)) THEN 'again'
    ELSE coalesce(reason, 'taken')
  END AS verdict,
  CASE WHEN goes THEN now() END AS created_at
FROM judged
ORDER BY line_no
