import { name, names, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { b, bi, h, i, o, s } from './aliases.ts'

const { buyerItems, buyers, holds, items, orderLines, orders, outboxEvents, payments, sales } = schema

/**
 * Locks the rows that a batch of takes depends on, in key order, so that batches cannot deadlock. It is a statement of its own so that
 * the next one sees the current rows, not those from before the wait for the lock. The sale is locked against a new epoch, not
 * against other batches.
 *
 * $1 sale ids   $2 user ids, one per sale id   $3 sale ids   $4 item ids, one per sale id
 */
export const lockRows = statement(
  'lock-rows',
  sql`
WITH sale_rows AS MATERIALIZED (
  SELECT ${sales.id} FROM ${sales} WHERE ${sales.id} = ANY ($1::int[]) ORDER BY ${sales.id} FOR SHARE
), item_rows AS MATERIALIZED (
  SELECT ${i.id}
  FROM (SELECT DISTINCT * FROM unnest($3::int[], $4::bigint[])) AS asked (sale_id, id)
  JOIN ${items} i ON ${i.saleId} = asked.sale_id AND ${i.id} = asked.id
  ORDER BY ${i.saleId}, ${i.id}
  FOR NO KEY UPDATE OF i
), buyer_rows AS MATERIALIZED (
  SELECT ${b.userId}
  FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[])) AS asked (sale_id, user_id)
  JOIN ${buyers} b ON ${b.saleId} = asked.sale_id AND ${b.userId} = asked.user_id COLLATE "C"
  ORDER BY ${b.saleId}, ${b.userId}
  FOR NO KEY UPDATE OF b
)
SELECT (SELECT count(*) FROM sale_rows), (SELECT count(*) FROM item_rows), (SELECT count(*) FROM buyer_rows)
`,
)

/**
 * Commits a batch of one-line purchases of different items in sales that take no payment, the most common batch in an hourly sale. Only a buyer can appear more than
 * once; the caller counts that ($7), which replaces the sorting that commitTakes uses to find colliding takes. Verdicts and written rows
 * are those of commitTakes, which handles all other batches; a test compares the two. It costs PostgreSQL about three quarters as much.
 *
 * $1 ids   $2 sale ids   $3 user ids   $4 epochs of admission, null without a gate   $5 item ids   $6 quantities
 * $7 units that the same buyer requests earlier in the batch, whatever their outcome   $8 prices that the buyer was shown, or null
 * returns one row per purchase, in order: n, item_id, verdict, price, and created_at if it was written
 *   taken | sold_out | limit_reached | price_changed | item_not_found | exists | stale | sale_not_open | sale_paused | sale_closed | sale_not_found | sign_in_required
 *   deferred       undecided: whether the limit allows it depends on the buyer's earlier purchases in the batch
 * fails with a unique violation if another transaction inserts an id concurrently; a retry then sees it
 */
export const commitPurchases = statement(
  'commit-purchases',
  sql`
WITH judged AS MATERIALIZED (
  SELECT t.n, t.id, t.sale_id, t.user_id, t.item_id, t.quantity, t.quantity * ${i.price}::bigint AS total,
    ${i.price}, ${i.sold}, ${i.buyerLimit} AS item_limit, ${s.buyerLimit},
    CASE
      WHEN ${s.id} IS NULL THEN 'sale_not_found'
      WHEN ${o.id} IS NOT NULL THEN 'exists'
      WHEN t.epoch <> ${s.epoch} THEN 'stale'
      WHEN ${s.closedAt} IS NOT NULL OR clock_timestamp() >= ${s.endsAt} THEN 'sale_closed'
      WHEN clock_timestamp() < ${s.startsAt} OR ${s.openedAt} IS NULL THEN 'sale_not_open'
      WHEN ${s.pausedAt} IS NOT NULL THEN 'sale_paused'
      WHEN ${s.guests} = 'refused' AND starts_with(t.user_id, 'guest:') THEN 'sign_in_required'
      WHEN ${i.id} IS NULL THEN 'item_not_found'
      WHEN t.price <> ${i.price} THEN 'price_changed'
      WHEN t.quantity > ${i.stock} - ${i.held} - ${i.sold} THEN 'sold_out'
      WHEN t.quantity > ${i.buyerLimit} - coalesce(${bi.held} + ${bi.sold}, 0) THEN 'limit_reached'
      WHEN t.quantity > ${s.buyerLimit} - coalesce(${b.held} + ${b.sold}, 0) THEN 'limit_reached'
      WHEN t.quantity + t.earlier > ${s.buyerLimit} - coalesce(${b.held} + ${b.sold}, 0) THEN 'deferred'
      ELSE 'taken'
    END AS verdict
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::bigint[], $6::int[], $7::bigint[], $8::int[])
    WITH ORDINALITY AS t (id, sale_id, user_id, epoch, item_id, quantity, earlier, price, n)
  LEFT JOIN ${sales} s ON ${s.id} = t.sale_id
  LEFT JOIN ${orders} o ON ${o.saleId} = t.sale_id AND ${o.id} = t.id
  LEFT JOIN ${items} i ON ${i.saleId} = t.sale_id AND ${i.id} = t.item_id
  LEFT JOIN ${buyers} b ON ${b.saleId} = t.sale_id AND ${b.userId} = t.user_id COLLATE "C"
  LEFT JOIN ${buyerItems} bi ON ${i.buyerLimit} IS NOT NULL
    AND ${bi.saleId} = t.sale_id AND ${bi.itemId} = t.item_id AND ${bi.userId} = t.user_id COLLATE "C"
), ordered AS (
  INSERT INTO ${orders} (${names(orders, 'saleId', 'id', 'userId', 'status', 'units', 'total')})
  SELECT sale_id, id, user_id, 'confirmed', quantity, total FROM judged WHERE verdict = 'taken' ORDER BY sale_id, id
), lines_written AS (
  INSERT INTO ${orderLines} (${names(orderLines, 'saleId', 'itemId', 'unitNo', 'orderId', 'price')})
  SELECT sale_id, item_id, sold + unit, id, price FROM judged, generate_series(1, quantity) AS unit WHERE verdict = 'taken'
), items_counted AS (
  UPDATE ${items} i SET ${name(items.sold)} = ${i.sold} + j.quantity
  FROM judged j
  WHERE j.verdict = 'taken' AND ${i.saleId} = j.sale_id AND ${i.id} = j.item_id
), buyers_counted AS (
  INSERT INTO ${buyers} AS b (${names(buyers, 'saleId', 'userId', 'sold', 'buyerLimit')})
  SELECT sale_id, user_id, sum(quantity), buyer_limit FROM judged WHERE verdict = 'taken'
  GROUP BY sale_id, user_id, buyer_limit
  ORDER BY sale_id, user_id
  ON CONFLICT (${names(buyers, 'saleId', 'userId')}) DO UPDATE SET ${name(buyers.sold)} = ${b.sold} + excluded.${name(buyers.sold)}
), buyer_items_counted AS (
  INSERT INTO ${buyerItems} AS bi (${names(buyerItems, 'saleId', 'itemId', 'userId', 'sold', 'buyerLimit')})
  SELECT sale_id, item_id, user_id, quantity, item_limit
  FROM judged WHERE verdict = 'taken' AND item_limit IS NOT NULL
  ORDER BY sale_id, item_id, user_id
  ON CONFLICT (${names(buyerItems, 'saleId', 'itemId', 'userId')}) DO UPDATE SET ${name(buyerItems.sold)} = ${bi.sold} + excluded.${name(buyerItems.sold)}
), events_written AS (
  INSERT INTO ${outboxEvents} (${names(outboxEvents, 'saleId', 'type', 'subject', 'data')})
  SELECT sale_id, 'order.confirmed', id::text,
    jsonb_build_object('order_id', id, 'sale_id', sale_id, 'user_id', user_id, 'units', quantity, 'total', total,
      'lines', jsonb_build_array(jsonb_build_object('item_id', item_id, 'quantity', quantity, 'price', price)))
  FROM judged WHERE verdict = 'taken' ORDER BY n
)
SELECT n::int, item_id, price, verdict, CASE WHEN verdict = 'taken' THEN now() END AS created_at
FROM judged
ORDER BY n
`,
)

/**
 * Commits a batch of takes: decides each line on the rows locked by lockRows, then writes the result (a confirmed order, a queued order,
 * an order that awaits its payment, or a hold) with its counters and events. In a sale that takes payment, purchases and orders await it
 * with their units held, and a row of `payments` says that one must be made. A line is refused only for a reason that does not depend on other takes in the batch. A take
 * that conflicts with others in the batch is 'deferred' to the next batch. The first take of a batch is never deferred, so every take is
 * decided eventually.
 *
 * $1 ids   $2 sale ids   $3 user ids   $4 epochs of admission, null without a gate
 * $5 kinds: purchase (takes what is available, and sells it unless it awaits payment) | order (all or nothing, held) | hold (one line, held)
 * $6 item ids of each, as '{1,2}'   $7 quantities likewise   $8 prices that the buyer was shown likewise, NULL where none was
 * $9 lifetime of a hold, ms   $10 how long an order awaits its payment, ms
 * returns one row per line, in order: n, item_id, verdict, price, and created_at if it was written
 *   taken | sold_out | limit_reached | price_changed | item_not_found     for this line
 *   exists         the ledger already has the id, in any status
 *   already_held   (hold) the buyer has another active hold of the item
 *   deferred       undecided
 *   stale | sale_not_open (or `sale.opened` is not written yet) | sale_paused | sale_closed | sale_not_found | sign_in_required     for the whole take
 * fails with a unique violation if another transaction inserts an id or a hold concurrently; a retry then sees it
 */
export const commitTakes = statement(
  'commit-takes',
  sql`
WITH asked AS MATERIALIZED (
  SELECT t.n, t.id, t.sale_id, t.user_id, t.kind, t.item_ids, t.quantities, t.prices, ${s.buyerLimit}, ${s.currency},
    ${s.payment} = 'required' AND t.kind <> 'hold' AS awaits,
    ${s.buyerLimit} - coalesce(${b.held} + ${b.sold}, 0) AS room,
    CASE
      WHEN ${s.id} IS NULL THEN 'sale_not_found'
      WHEN ${o.id} IS NOT NULL OR ${h.id} IS NOT NULL THEN 'exists'
      WHEN t.epoch <> ${s.epoch} THEN 'stale'
      WHEN ${s.closedAt} IS NOT NULL OR clock_timestamp() >= ${s.endsAt} THEN 'sale_closed'
      WHEN clock_timestamp() < ${s.startsAt} OR ${s.openedAt} IS NULL THEN 'sale_not_open'
      WHEN ${s.pausedAt} IS NOT NULL THEN 'sale_paused'
      WHEN ${s.guests} = 'refused' AND starts_with(t.user_id, 'guest:') THEN 'sign_in_required'
    END AS refused
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[])
    WITH ORDINALITY AS t (id, sale_id, user_id, epoch, kind, item_ids, quantities, prices, n)
  LEFT JOIN ${sales} s ON ${s.id} = t.sale_id
  LEFT JOIN ${buyers} b ON ${b.saleId} = t.sale_id AND ${b.userId} = t.user_id COLLATE "C"
  LEFT JOIN ${orders} o ON t.kind <> 'hold' AND ${o.saleId} = t.sale_id AND ${o.id} = t.id
  LEFT JOIN ${holds} h ON t.kind = 'hold' AND ${h.saleId} = t.sale_id AND ${h.id} = t.id
), lines AS MATERIALIZED (
  SELECT a.*, l.item_id, l.quantity, l.price AS shown, row_number() OVER (ORDER BY a.n, l.at) AS line_no
  FROM asked a
  CROSS JOIN LATERAL unnest(a.item_ids::bigint[], a.quantities::int[], a.prices::int[])
    WITH ORDINALITY AS l (item_id, quantity, price, at)
), alone AS MATERIALIZED (
  SELECT l.n, l.id, l.sale_id, l.user_id, l.kind, l.awaits, l.currency, l.buyer_limit, l.room, l.line_no, l.item_id, l.quantity, ${i.price}, ${i.sold}, ${i.stock} - ${i.held} - ${i.sold} AS free,
    ${i.buyerLimit} AS item_limit, ${i.buyerLimit} - coalesce(${bi.held} + ${bi.sold}, 0) AS item_room,
    CASE
      WHEN l.refused IS NOT NULL THEN l.refused
      WHEN ${i.id} IS NULL THEN 'item_not_found'
      WHEN ${h.id} IS NOT NULL THEN 'already_held'
      WHEN l.shown <> ${i.price} THEN 'price_changed'
      WHEN l.quantity > ${i.stock} - ${i.held} - ${i.sold} THEN 'sold_out'
      WHEN l.quantity > ${i.buyerLimit} - coalesce(${bi.held} + ${bi.sold}, 0) THEN 'limit_reached'
    END AS refusal
  FROM lines l
  LEFT JOIN ${items} i ON ${i.saleId} = l.sale_id AND ${i.id} = l.item_id
  LEFT JOIN ${buyerItems} bi ON ${i.buyerLimit} IS NOT NULL
    AND ${bi.saleId} = l.sale_id AND ${bi.itemId} = l.item_id AND ${bi.userId} = l.user_id COLLATE "C"
  LEFT JOIN ${holds} h ON l.kind = 'hold'
    AND ${h.saleId} = l.sale_id AND ${h.itemId} = l.item_id AND ${h.userId} = l.user_id COLLATE "C" AND ${h.status} = 'active'
), within AS (
  SELECT alone.*, CASE
      WHEN refusal IS NOT NULL THEN refusal
      WHEN sum(quantity) FILTER (WHERE refusal IS NULL) OVER (PARTITION BY n, item_id ORDER BY line_no) > free THEN 'sold_out'
      WHEN sum(quantity) FILTER (WHERE refusal IS NULL) OVER (PARTITION BY n, item_id ORDER BY line_no) > item_room THEN 'limit_reached'
      WHEN sum(quantity) FILTER (WHERE refusal IS NULL) OVER (PARTITION BY n ORDER BY line_no) > room THEN 'limit_reached'
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
      AND (kind = 'purchase' OR bool_and(reason IS NULL) OVER take) AS accepted
  FROM among
  WINDOW take AS (PARTITION BY n)
), ready AS MATERIALIZED (
  SELECT n, id, sale_id, user_id, kind, awaits, currency, buyer_limit, kind = 'purchase' AND NOT awaits AS sells, sum(quantity) AS units, sum(quantity * price::bigint) AS total,
    min(item_id) AS first_item_id, min(price) AS first_price,
    jsonb_agg(jsonb_build_object('item_id', item_id, 'quantity', quantity, 'price', price) ORDER BY line_no) AS lines
  FROM judged
  WHERE accepted AND reason IS NULL
  GROUP BY n, id, sale_id, user_id, kind, awaits, currency, buyer_limit
), ordered AS (
  INSERT INTO ${orders} (${names(orders, 'saleId', 'id', 'userId', 'status', 'units', 'total', 'lines', 'payBy')})
  SELECT sale_id, id, user_id, CASE WHEN sells THEN 'confirmed' WHEN awaits THEN 'awaiting_payment' ELSE 'queued' END, units, total,
    CASE WHEN NOT sells THEN lines END,
    CASE WHEN awaits THEN date_trunc('milliseconds', now() + $10::float8 * interval '1 millisecond') END
  FROM ready WHERE kind <> 'hold' ORDER BY sale_id, id
), payments_due AS (
  INSERT INTO ${payments} (${names(payments, 'orderId', 'saleId', 'amount', 'currency')})
  SELECT id, sale_id, total, currency FROM ready WHERE awaits ORDER BY id
), held AS (
  INSERT INTO ${holds} (${names(holds, 'saleId', 'id', 'itemId', 'userId', 'price', 'status', 'expiresAt')})
  SELECT sale_id, id, first_item_id, user_id, first_price, 'active', date_trunc('milliseconds', now() + $9::float8 * interval '1 millisecond')
  FROM ready WHERE kind = 'hold' ORDER BY sale_id, id
), moved AS MATERIALIZED (
  SELECT sale_id, user_id, item_id, id, price, quantity, item_limit, line_no,
    CASE WHEN kind = 'purchase' AND NOT awaits THEN quantity ELSE 0 END AS selling,
    CASE WHEN kind = 'purchase' AND NOT awaits THEN 0 ELSE quantity END AS holding,
    sold + sum(CASE WHEN kind = 'purchase' AND NOT awaits THEN quantity ELSE 0 END) OVER (PARTITION BY sale_id, item_id ORDER BY line_no)
      - quantity AS before
  FROM judged
  WHERE accepted AND reason IS NULL
), lines_written AS (
  INSERT INTO ${orderLines} (${names(orderLines, 'saleId', 'itemId', 'unitNo', 'orderId', 'price')})
  SELECT sale_id, item_id, before + unit, id, price FROM moved, generate_series(1, selling) AS unit
), items_counted AS (
  UPDATE ${items} i SET ${name(items.sold)} = ${i.sold} + m.selling, ${name(items.held)} = ${i.held} + m.holding
  FROM (SELECT sale_id, item_id, sum(selling) AS selling, sum(holding) AS holding FROM moved GROUP BY sale_id, item_id) m
  WHERE ${i.saleId} = m.sale_id AND ${i.id} = m.item_id
), buyers_counted AS (
  INSERT INTO ${buyers} AS b (${names(buyers, 'saleId', 'userId', 'sold', 'held', 'buyerLimit')})
  SELECT sale_id, user_id, coalesce(sum(units) FILTER (WHERE sells), 0), coalesce(sum(units) FILTER (WHERE NOT sells), 0), buyer_limit
  FROM ready
  GROUP BY sale_id, user_id, buyer_limit
  ORDER BY sale_id, user_id
  ON CONFLICT (${names(buyers, 'saleId', 'userId')}) DO UPDATE SET ${name(buyers.sold)} = ${b.sold} + excluded.${name(buyers.sold)}, ${name(buyers.held)} = ${b.held} + excluded.${name(buyers.held)}
), buyer_items_counted AS (
  INSERT INTO ${buyerItems} AS bi (${names(buyerItems, 'saleId', 'itemId', 'userId', 'sold', 'held', 'buyerLimit')})
  SELECT sale_id, item_id, user_id, sum(selling), sum(holding), item_limit
  FROM moved WHERE item_limit IS NOT NULL
  GROUP BY sale_id, item_id, user_id, item_limit
  ORDER BY sale_id, item_id, user_id
  ON CONFLICT (${names(buyerItems, 'saleId', 'itemId', 'userId')}) DO UPDATE SET ${name(buyerItems.sold)} = ${bi.sold} + excluded.${name(buyerItems.sold)}, ${name(buyerItems.held)} = ${bi.held} + excluded.${name(buyerItems.held)}
), events_written AS (
  INSERT INTO ${outboxEvents} (${names(outboxEvents, 'saleId', 'type', 'subject', 'data')})
  SELECT sale_id, CASE WHEN kind = 'hold' THEN 'reservation.created' WHEN awaits THEN 'order.awaiting_payment' ELSE 'order.confirmed' END, id::text,
    CASE kind
      WHEN 'hold' THEN jsonb_build_object('reservation_id', id, 'sale_id', sale_id, 'product_id', first_item_id,
        'user_id', user_id, 'expires_at', to_char(date_trunc('milliseconds', now() + $9::float8 * interval '1 millisecond')
          AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      ELSE jsonb_strip_nulls(jsonb_build_object('order_id', id, 'sale_id', sale_id, 'user_id', user_id, 'units', units, 'total', total, 'lines', lines,
        'pay_by', CASE WHEN awaits THEN to_char(date_trunc('milliseconds', now() + $10::float8 * interval '1 millisecond')
          AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END))
    END
  FROM ready WHERE kind <> 'order' OR awaits ORDER BY n
)
SELECT n::int, item_id, price,
  CASE
    WHEN NOT accepted AND collides AND (kind = 'purchase' OR bool_and(reason IS NULL) OVER (PARTITION BY n)) THEN 'deferred'
    ELSE coalesce(reason, 'taken')
  END AS verdict,
  CASE WHEN accepted THEN now() END AS created_at
FROM judged
ORDER BY line_no
`,
)
