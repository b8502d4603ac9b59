import { name, names, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { b, bi, h, i, o, s } from './aliases.ts'

const { buyerItems, buyers, holds, items, orderLines, orders, outboxEvents, payments, sales } = schema

/**
 * Locks holds and undecided orders that are about to end, and the rows that they affect, in the same order as lockRows: the sale against
 * a new epoch, then the holds and orders, then items, then buyers. Their buyer and lines never change.
 *
 * $1 kinds: hold | order   $2 sale ids   $3 ids
 */
export const lockHeld = statement(
  'lock-held',
  sql`
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::int[], $3::uuid[]) AS a (kind, sale_id, id)
), sale_rows AS MATERIALIZED (
  SELECT ${sales.id} FROM ${sales} WHERE ${sales.id} = ANY ($2::int[]) ORDER BY ${sales.id} FOR SHARE
), hold_rows AS MATERIALIZED (
  SELECT ${h.saleId}, ${h.itemId}, ${h.userId} FROM asked a JOIN ${holds} h ON ${h.saleId} = a.sale_id AND ${h.id} = a.id
  WHERE a.kind = 'hold' AND (SELECT count(*) FROM sale_rows) >= 0
  ORDER BY ${h.saleId}, ${h.id} FOR NO KEY UPDATE OF h
), order_rows AS MATERIALIZED (
  SELECT ${o.saleId}, ${o.lines}, ${o.userId} FROM asked a JOIN ${orders} o ON ${o.saleId} = a.sale_id AND ${o.id} = a.id
  WHERE a.kind = 'order' AND (SELECT count(*) FROM hold_rows) >= 0
  ORDER BY ${o.saleId}, ${o.id} FOR NO KEY UPDATE OF o
), touched AS MATERIALIZED (
  SELECT sale_id, item_id, user_id FROM hold_rows
  UNION
  SELECT ${o.saleId}, x.item_id, ${o.userId} FROM order_rows o, jsonb_to_recordset(${o.lines}) AS x (item_id bigint)
), item_rows AS MATERIALIZED (
  SELECT ${i.id} FROM (SELECT DISTINCT sale_id, item_id FROM touched) t
  JOIN ${items} i ON ${i.saleId} = t.sale_id AND ${i.id} = t.item_id
  ORDER BY ${i.saleId}, ${i.id} FOR NO KEY UPDATE OF i
), buyer_rows AS MATERIALIZED (
  SELECT ${b.userId} FROM (SELECT DISTINCT sale_id, user_id FROM touched) t
  JOIN ${buyers} b ON ${b.saleId} = t.sale_id AND ${b.userId} = t.user_id
  WHERE (SELECT count(*) FROM item_rows) >= 0
  ORDER BY ${b.saleId}, ${b.userId} FOR NO KEY UPDATE OF b
)
SELECT (SELECT count(*) FROM sale_rows), (SELECT count(*) FROM item_rows), (SELECT count(*) FROM buyer_rows)
`,
)

/**
 * Ends holds and undecided orders, each once, on the rows locked by lockHeld: their units are sold to the buyer or return to the shelf. A
 * confirmed hold becomes an order with the same id. In a sale that takes payment that order awaits it, and its unit stays held.
 *
 * $1 kinds: hold | order   $2 sale ids   $3 ids, unique   $4 user ids that must own them, or null
 * $5 target statuses: confirmed | canceled | expired (a hold), confirmed | canceled | expired | failed (an order)   $6 why an order failed
 * $7 ids of the requests that end holds, or null: a repeat gets the same verdict   $8 how long an order awaits its payment, ms
 * returns n, verdict, changed_at, the time of the last change of status, and withdrawn: units of a withdrawn item were returned, and are gone
 *   done       it has the target status, set by this request
 *   not_found  no such hold or order, or another buyer's
 *   early      (expired) its deadline has not passed
 *   otherwise  its current, unchanged status: active | confirmed | canceled | expired | queued | awaiting_payment | failed | partly_refunded | refunded
 */
export const settleHeld = statement(
  'settle-held',
  sql`
WITH asked AS MATERIALIZED (
  SELECT a.n, a.kind, a.sale_id, a.id, a.target, a.reason, coalesce(${h.userId}, ${o.userId}) AS user_id,
    ${h.itemId}, ${h.price}, ${o.lines}, ${s.currency}, a.request_id, a.kind = 'hold' AND a.target = 'confirmed' AND ${s.payment} = 'required' AS awaits,
    coalesce(${h.changedAt}, ${o.changedAt}) AS changed_at,
    CASE
      WHEN coalesce(${h.status}, ${o.status}, 'void') = 'void' THEN 'not_found'
      WHEN coalesce(${h.userId}, ${o.userId}) <> a.user_id COLLATE "C" THEN 'not_found'
      WHEN ${h.status} = a.target AND ${h.endedBy} = a.request_id THEN 'done'
      WHEN coalesce(${h.status}, ${o.status}) NOT IN ('active', 'processing', 'awaiting_payment') THEN coalesce(${h.status}, ${o.status})
      WHEN a.target = 'expired' AND coalesce(${h.expiresAt}, ${o.payBy}) > clock_timestamp() THEN 'early'
    END AS refusal
  FROM unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[])
    WITH ORDINALITY AS a (kind, sale_id, id, user_id, target, reason, request_id, n)
  LEFT JOIN ${holds} h ON a.kind = 'hold' AND ${h.saleId} = a.sale_id AND ${h.id} = a.id
  LEFT JOIN ${orders} o ON a.kind = 'order' AND ${o.saleId} = a.sale_id AND ${o.id} = a.id
  LEFT JOIN ${sales} s ON ${s.id} = a.sale_id
), wanted AS MATERIALIZED (
  SELECT a.n, a.kind, a.awaits, a.currency, a.target, a.reason, a.sale_id, a.id, a.user_id, l.item_id, l.quantity, l.price
  FROM asked a
  CROSS JOIN LATERAL (
    SELECT a.item_id, 1 AS quantity, a.price WHERE a.kind = 'hold'
    UNION ALL
    SELECT item_id, quantity, price FROM jsonb_to_recordset(a.lines) AS x (item_id bigint, quantity int, price int)
  ) l
  WHERE a.refusal IS NULL
), lines AS MATERIALIZED (
  SELECT w.n, w.kind, w.awaits, w.currency, w.target, w.reason, w.sale_id, w.id, w.user_id, w.item_id, w.quantity,
    coalesce(w.price, ${i.price}) AS price, ${i.buyerLimit} AS item_limit, ${i.withdrawnAt},
    CASE WHEN w.target = 'confirmed' AND NOT w.awaits THEN w.quantity ELSE 0 END AS selling,
    CASE WHEN w.awaits THEN 0 ELSE w.quantity END AS leaving,
    ${i.sold} + sum(CASE WHEN w.target = 'confirmed' AND NOT w.awaits THEN w.quantity ELSE 0 END)
      OVER (PARTITION BY w.sale_id, w.item_id ORDER BY w.n) - w.quantity AS before
  FROM wanted w
  JOIN ${items} i ON ${i.saleId} = w.sale_id AND ${i.id} = w.item_id
), holds_ended AS (
  -- Match by key only. With a condition on status, the planner may take the partial index for empty and scan it for each row.
  UPDATE ${holds} h SET ${name(holds.status)} = a.target, ${name(holds.changedAt)} = now(), ${name(holds.endedBy)} = a.request_id
  FROM asked a
  WHERE a.refusal IS NULL AND a.kind = 'hold' AND ${h.saleId} = a.sale_id AND ${h.id} = a.id
), orders_ended AS (
  UPDATE ${orders} o SET ${name(orders.status)} = a.target, ${name(orders.reason)} = a.reason, ${name(orders.claimedUntil)} = NULL, ${name(orders.changedAt)} = now()
  FROM asked a
  WHERE a.refusal IS NULL AND a.kind = 'order' AND ${o.saleId} = a.sale_id AND ${o.id} = a.id
), holds_ordered AS (
  INSERT INTO ${orders} (${names(orders, 'saleId', 'id', 'userId', 'status', 'units', 'total', 'lines', 'payBy')})
  SELECT sale_id, id, user_id, CASE WHEN awaits THEN 'awaiting_payment' ELSE 'confirmed' END, quantity, quantity * price::bigint,
    CASE WHEN awaits THEN jsonb_build_array(jsonb_build_object('item_id', item_id, 'quantity', quantity, 'price', price)) END,
    CASE WHEN awaits THEN date_trunc('milliseconds', now() + $8::float8 * interval '1 millisecond') END
  FROM lines WHERE kind = 'hold' AND target = 'confirmed' ORDER BY sale_id, id
), payments_due AS (
  INSERT INTO ${payments} (${names(payments, 'orderId', 'saleId', 'amount', 'currency')})
  SELECT id, sale_id, quantity * price::bigint, currency FROM lines WHERE awaits ORDER BY id
), lines_written AS (
  INSERT INTO ${orderLines} (${names(orderLines, 'saleId', 'itemId', 'unitNo', 'orderId', 'price')})
  SELECT sale_id, item_id, before + unit, id, price FROM lines, generate_series(1, selling) AS unit
), items_counted AS (
  -- A unit of a withdrawn item that was not sold is gone.
  UPDATE ${items} i SET ${name(items.held)} = ${i.held} - m.leaving, ${name(items.sold)} = ${i.sold} + m.selling,
    ${name(items.stock)} = ${i.stock} - CASE WHEN ${i.withdrawnAt} IS NULL THEN 0 ELSE m.leaving - m.selling END
  FROM (SELECT sale_id, item_id, sum(leaving) AS leaving, sum(selling) AS selling FROM lines GROUP BY sale_id, item_id) m
  WHERE ${i.saleId} = m.sale_id AND ${i.id} = m.item_id
), buyers_counted AS (
  UPDATE ${buyers} b SET ${name(buyers.held)} = ${b.held} - m.leaving, ${name(buyers.sold)} = ${b.sold} + m.selling
  FROM (SELECT sale_id, user_id, sum(leaving) AS leaving, sum(selling) AS selling FROM lines GROUP BY sale_id, user_id) m
  WHERE ${b.saleId} = m.sale_id AND ${b.userId} = m.user_id
), buyer_items_counted AS (
  UPDATE ${buyerItems} bi SET ${name(buyerItems.held)} = ${bi.held} - m.leaving, ${name(buyerItems.sold)} = ${bi.sold} + m.selling
  FROM (
    SELECT sale_id, item_id, user_id, sum(leaving) AS leaving, sum(selling) AS selling
    FROM lines WHERE item_limit IS NOT NULL GROUP BY sale_id, item_id, user_id
  ) m
  WHERE ${bi.saleId} = m.sale_id AND ${bi.itemId} = m.item_id AND ${bi.userId} = m.user_id
), events_written AS (
  INSERT INTO ${outboxEvents} (${names(outboxEvents, 'saleId', 'type', 'subject', 'data')})
  SELECT sale_id, type, id::text, data
  FROM (
    SELECT n, 1 AS after, sale_id, 'reservation.' || target AS type, id,
      jsonb_build_object('reservation_id', id, 'sale_id', sale_id, 'product_id', item_id, 'user_id', user_id,
        target || '_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS data
    FROM asked WHERE refusal IS NULL AND kind = 'hold'
    UNION ALL
    SELECT n, 2, sale_id, 'order.' || CASE WHEN awaits THEN 'awaiting_payment' ELSE target END, id,
      jsonb_strip_nulls(jsonb_build_object('order_id', id, 'sale_id', sale_id, 'user_id', user_id, 'reason', reason,
        'pay_by', CASE WHEN awaits THEN to_char(date_trunc('milliseconds', now() + $8::float8 * interval '1 millisecond')
          AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END,
        'units', sum(quantity), 'total', sum(quantity * price::bigint),
        'lines', jsonb_agg(jsonb_build_object('item_id', item_id, 'quantity', quantity, 'price', price))))
    FROM lines
    WHERE kind = 'order' OR target = 'confirmed'
    GROUP BY n, sale_id, awaits, target, id, user_id, reason
  ) events
  ORDER BY n, after
)
SELECT n::int, coalesce(refusal, 'done') AS verdict, CASE WHEN refusal IS NULL THEN now() ELSE changed_at END AS changed_at,
  EXISTS (SELECT FROM lines l WHERE l.n = asked.n AND l.withdrawn_at IS NOT NULL AND l.selling < l.leaving) AS withdrawn
FROM asked ORDER BY n
`,
)

/**
 * Expires active holds that are past their deadline by PostgreSQL's clock, the longest overdue first. Their units return to the shelf.
 * Holds that another server is ending are skipped. Expiry comes in large numbers, so this does in one statement what settleHeld does in
 * two: there is nothing to decide, and counters change by known amounts.
 *
 * $1 most holds
 * returns sale_id, id, withdrawn: its item is withdrawn, so that the unit is gone
 */
export const expireHolds = statement(
  'expire-holds',
  sql`
WITH due AS MATERIALIZED (
  SELECT ${h.saleId}, ${h.id}, ${h.itemId}, ${h.userId} FROM ${holds} h
  WHERE ${h.status} = 'active' AND ${h.expiresAt} <= clock_timestamp()
  ORDER BY ${h.expiresAt} LIMIT $1::int
  FOR NO KEY UPDATE SKIP LOCKED
), sale_rows AS MATERIALIZED (
  SELECT ${sales.id} FROM ${sales} WHERE ${sales.id} IN (SELECT sale_id FROM due) ORDER BY ${sales.id} FOR SHARE
), item_rows AS MATERIALIZED (
  SELECT ${i.saleId}, ${i.id}, t.quantity, ${i.buyerLimit}, ${i.withdrawnAt}
  FROM (SELECT sale_id, item_id, count(*) AS quantity FROM due GROUP BY sale_id, item_id) t
  JOIN ${items} i ON ${i.saleId} = t.sale_id AND ${i.id} = t.item_id
  WHERE (SELECT count(*) FROM sale_rows) >= 0
  ORDER BY ${i.saleId}, ${i.id} FOR NO KEY UPDATE OF i
), buyer_rows AS MATERIALIZED (
  SELECT ${b.saleId}, ${b.userId}, t.quantity
  FROM (SELECT sale_id, user_id, count(*) AS quantity FROM due GROUP BY sale_id, user_id) t
  JOIN ${buyers} b ON ${b.saleId} = t.sale_id AND ${b.userId} = t.user_id
  WHERE (SELECT count(*) FROM item_rows) >= 0
  ORDER BY ${b.saleId}, ${b.userId} FOR NO KEY UPDATE OF b
), holds_ended AS (
  -- Match by key only. With a condition on status, the planner may take the partial index for empty and scan it for each row.
  UPDATE ${holds} h SET ${name(holds.status)} = 'expired', ${name(holds.changedAt)} = now()
  FROM due d WHERE ${h.saleId} = d.sale_id AND ${h.id} = d.id
), items_counted AS (
  UPDATE ${items} i SET ${name(items.held)} = ${i.held} - r.quantity,
    ${name(items.stock)} = ${i.stock} - CASE WHEN r.withdrawn_at IS NULL THEN 0 ELSE r.quantity END
  FROM item_rows r WHERE ${i.saleId} = r.sale_id AND ${i.id} = r.id
), buyers_counted AS (
  UPDATE ${buyers} b SET ${name(buyers.held)} = ${b.held} - r.quantity FROM buyer_rows r WHERE ${b.saleId} = r.sale_id AND ${b.userId} = r.user_id
), buyer_items_counted AS (
  UPDATE ${buyerItems} bi SET ${name(buyerItems.held)} = ${bi.held} - m.quantity
  FROM (
    SELECT d.sale_id, d.item_id, d.user_id, count(*) AS quantity
    FROM due d JOIN item_rows i ON ${i.saleId} = d.sale_id AND ${i.id} = d.item_id
    WHERE ${i.buyerLimit} IS NOT NULL
    GROUP BY d.sale_id, d.item_id, d.user_id
  ) m
  WHERE ${bi.saleId} = m.sale_id AND ${bi.itemId} = m.item_id AND ${bi.userId} = m.user_id
), events_written AS (
  INSERT INTO ${outboxEvents} (${names(outboxEvents, 'saleId', 'type', 'subject', 'data')})
  SELECT sale_id, 'reservation.expired', id::text,
    jsonb_build_object('reservation_id', id, 'sale_id', sale_id, 'product_id', item_id, 'user_id', user_id,
      'expired_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  FROM due
)
SELECT d.sale_id, d.id, r.withdrawn_at IS NOT NULL AS withdrawn
FROM due d JOIN item_rows r ON r.sale_id = d.sale_id AND r.id = d.item_id
`,
)

/**
 * Claims queued orders and orders whose worker let its claim expire, oldest first. Orders that another worker is claiming are skipped.
 *
 * $1 most orders   $2 duration of the claim, ms
 * returns id, sale_id, user_id, units, total, created_at, lines, age_ms
 */
export const claimOrders = statement(
  'claim-orders',
  sql`
UPDATE ${orders} o SET ${name(orders.status)} = 'processing', ${name(orders.claimedUntil)} = now() + $2::float8 * interval '1 millisecond', ${name(orders.changedAt)} = now()
FROM (
  SELECT ${orders.saleId}, ${orders.id} FROM ${orders}
  WHERE ${orders.status} IN ('queued', 'processing') AND (${orders.status} = 'queued' OR ${orders.claimedUntil} < now())
  ORDER BY ${orders.id} LIMIT $1::int
  FOR NO KEY UPDATE SKIP LOCKED
) due
WHERE ${o.saleId} = due.sale_id AND ${o.id} = due.id
RETURNING ${o.id}, ${o.saleId}, ${o.userId}, ${o.units}, ${o.total}, ${o.createdAt}, ${o.lines},
  (extract(epoch FROM now() - ${o.createdAt}) * 1000)::float8 AS age_ms
`,
)

/**
 * Settles takes with an expired lease. A void order occupies the id, so that a late commit fails. If an order with the id already exists,
 * its status is returned. Locks only the ids, in order.
 *
 * $1 sale id   $2 take ids
 * returns id, status: 'void' (the units may return to the shelf), or the status of the order
 */
export const voidOrders = statement(
  'void-orders',
  sql`
WITH asked AS MATERIALIZED (
  SELECT DISTINCT id FROM unnest($2::uuid[]) AS a (id)
), voided AS (
  INSERT INTO ${orders} (${names(orders, 'saleId', 'id', 'userId', 'status', 'units', 'total')})
  SELECT $1::int, id, '', 'void', 0, 0 FROM asked ORDER BY id
  ON CONFLICT DO NOTHING
  RETURNING ${orders.id}, ${orders.status}
)
SELECT id, status FROM voided
UNION ALL
SELECT ${o.id}, ${o.status} FROM ${orders} o JOIN asked a ON a.id = ${o.id} WHERE ${o.saleId} = $1::int
`,
)

/**
 * The same as voidOrders, for takes of holds.
 *
 * $1 sale id   $2 take ids
 * returns id, status: 'void' (the unit may return to the shelf), or the status of the hold
 */
export const voidHolds = statement(
  'void-holds',
  sql`
WITH asked AS MATERIALIZED (
  SELECT DISTINCT id FROM unnest($2::uuid[]) AS a (id)
), voided AS (
  INSERT INTO ${holds} (${names(holds, 'saleId', 'id', 'itemId', 'userId', 'status', 'expiresAt')})
  SELECT $1::int, id, 0, '', 'void', now() FROM asked ORDER BY id
  ON CONFLICT (${names(holds, 'saleId', 'id')}) DO NOTHING
  RETURNING ${holds.id}, ${holds.status} AS status
)
SELECT id, status FROM voided
UNION ALL
SELECT ${h.id}, ${h.status} FROM ${holds} h JOIN asked a ON a.id = ${h.id} WHERE ${h.saleId} = $1::int
`,
)
