-- Ends holds and undecided orders, each once, on the rows that lock-held.sql has locked: what is held is sold to its buyer,
-- or goes back to the shelf. A hold that is confirmed becomes an order under its own id.
--
-- $1 kinds: hold | order   $2 sale ids   $3 ids; no id twice   $4 user ids whose they must be, or null
-- $5 what they are to become: confirmed | canceled | expired (a hold), confirmed | failed (an order)   $6 why an order failed
-- $7 ids of the requests that end holds, or null: sent again, they hear what they have done
-- gives n, verdict, and changed_at, when it became what it is
--   done       it is what was asked for, by this request
--   not_found  no such hold or order, or another buyer's
--   early      (expired) its time is not over
--   otherwise  what it is and stays: active | confirmed | canceled | expired | queued | failed
WITH asked AS MATERIALIZED (
  SELECT a.n, a.kind, a.sale_id, a.id, a.target, a.reason, coalesce(h.user_id, o.user_id) AS user_id,
    h.item_id, o.lines, a.request_id, coalesce(h.changed_at, o.changed_at) AS changed_at,
    CASE
      WHEN coalesce(h.status, o.status, 'void') = 'void' THEN 'not_found'
      WHEN coalesce(h.user_id, o.user_id) <> a.user_id COLLATE "C" THEN 'not_found'
      WHEN h.status = a.target AND h.ended_by = a.request_id THEN 'done'
      WHEN coalesce(h.status, o.status) NOT IN ('active', 'processing') THEN coalesce(h.status, o.status)
      WHEN a.target = 'expired' AND h.expires_at > clock_timestamp() THEN 'early'
    END AS no
  FROM unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[])
    WITH ORDINALITY AS a (kind, sale_id, id, user_id, target, reason, request_id, n)
  LEFT JOIN holds h ON a.kind = 'hold' AND h.sale_id = a.sale_id AND h.id = a.id
  LEFT JOIN orders o ON a.kind = 'order' AND o.sale_id = a.sale_id AND o.id = a.id
), wanted AS MATERIALIZED (
  SELECT a.n, a.kind, a.target, a.reason, a.sale_id, a.id, a.user_id, l.item_id, l.quantity, l.price
  FROM asked a
  CROSS JOIN LATERAL (
    SELECT a.item_id, 1 AS quantity, NULL::int AS price WHERE a.kind = 'hold'
    UNION ALL
    SELECT item_id, quantity, price FROM jsonb_to_recordset(a.lines) AS x (item_id bigint, quantity int, price int)
  ) l
  WHERE a.no IS NULL
), lines AS MATERIALIZED (
  SELECT w.n, w.kind, w.target, w.reason, w.sale_id, w.id, w.user_id, w.item_id, w.quantity,
    coalesce(w.price, i.price) AS price, i.buyer_limit AS item_limit,
    CASE w.target WHEN 'confirmed' THEN w.quantity ELSE 0 END AS selling,
    i.sold + sum(CASE w.target WHEN 'confirmed' THEN w.quantity ELSE 0 END)
      OVER (PARTITION BY w.sale_id, w.item_id ORDER BY w.n) - w.quantity AS before
  FROM wanted w
  JOIN items i ON i.sale_id = w.sale_id AND i.id = w.item_id
), holds_ended AS (
  -- By key alone: a partial index of what is active, taken for empty, would be walked for each row.
  UPDATE holds h SET status = a.target, changed_at = now(), ended_by = a.request_id
  FROM asked a
  WHERE a.no IS NULL AND a.kind = 'hold' AND h.sale_id = a.sale_id AND h.id = a.id
), orders_ended AS (
  UPDATE orders o SET status = a.target, reason = a.reason, claimed_until = NULL, changed_at = now()
  FROM asked a
  WHERE a.no IS NULL AND a.kind = 'order' AND o.sale_id = a.sale_id AND o.id = a.id
), holds_ordered AS (
  INSERT INTO orders (sale_id, id, user_id, status, units, total)
  SELECT sale_id, id, user_id, 'confirmed', quantity, quantity * price::bigint
  FROM lines WHERE kind = 'hold' AND target = 'confirmed' ORDER BY sale_id, id
), lines_written AS (
  INSERT INTO order_lines (sale_id, item_id, unit_no, order_id, price)
  SELECT sale_id, item_id, before + unit, id, price FROM lines, generate_series(1, selling) AS unit
), items_counted AS (
  UPDATE items i SET held = i.held - m.quantity, sold = i.sold + m.selling
  FROM (SELECT sale_id, item_id, sum(quantity) AS quantity, sum(selling) AS selling FROM lines GROUP BY sale_id, item_id) m
  WHERE i.sale_id = m.sale_id AND i.id = m.item_id
), buyers_counted AS (
  UPDATE buyers b SET held = b.held - m.quantity, sold = b.sold + m.selling
  FROM (SELECT sale_id, user_id, sum(quantity) AS quantity, sum(selling) AS selling FROM lines GROUP BY sale_id, user_id) m
  WHERE b.sale_id = m.sale_id AND b.user_id = m.user_id
), buyer_items_counted AS (
  UPDATE buyer_items b SET held = b.held - m.quantity, sold = b.sold + m.selling
  FROM (
    SELECT sale_id, item_id, user_id, sum(quantity) AS quantity, sum(selling) AS selling
    FROM lines WHERE item_limit IS NOT NULL GROUP BY sale_id, item_id, user_id
  ) m
  WHERE b.sale_id = m.sale_id AND b.item_id = m.item_id AND b.user_id = m.user_id
), told AS (
  INSERT INTO outbox_events (sale_id, type, subject, data)
  SELECT sale_id, type, id::text, data
  FROM (
    SELECT n, 1 AS after, sale_id, 'reservation.' || target AS type, id,
      jsonb_build_object('reservation_id', id, 'sale_id', sale_id, 'product_id', item_id, 'user_id', user_id,
        target || '_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS data
    FROM asked WHERE no IS NULL AND kind = 'hold'
    UNION ALL
    SELECT n, 2, sale_id, 'order.' || target, id,
      jsonb_strip_nulls(jsonb_build_object('order_id', id, 'sale_id', sale_id, 'user_id', user_id, 'reason', reason,
        'units', sum(quantity), 'total', sum(quantity * price::bigint),
        'lines', jsonb_agg(jsonb_build_object('item_id', item_id, 'quantity', quantity, 'price', price))))
    FROM lines
    WHERE kind = 'order' OR target = 'confirmed'
    GROUP BY n, sale_id, target, id, user_id, reason
  ) events
  ORDER BY n, after
)
SELECT n::int, coalesce(no, 'done') AS verdict, CASE WHEN no IS NULL THEN now() ELSE changed_at END AS changed_at FROM asked ORDER BY n
