import { schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { a, h, i, o, s } from './aliases.ts'

const { attempts, holds, items, orderLines, orders, refunds, returnedLines, sales } = schema

/**
 * Reads orders by id, with their lines.
 *
 * $1 order ids
 * returns n, id, sale_id, status, reason, user_id, units, total, created_at, changed_at, pay_by, lines [{item_id, quantity, price}],
 * returned units included, and refunds, or null if nothing was returned; no row for an unknown order
 */
export const readOrders = statement(
  'read-orders',
  sql`
SELECT asked.n::int, ${o.id}, ${o.saleId}, ${o.status}, ${o.reason}, ${o.userId}, ${o.units}, ${o.total}, ${o.createdAt}, ${o.changedAt}, ${o.payBy},
  coalesce(${o.lines}, (
    SELECT jsonb_agg(jsonb_build_object('item_id', l.item_id, 'price', l.price, 'quantity', l.quantity) ORDER BY l.item_id)
    FROM (
      SELECT item_id, price, count(*) AS quantity FROM (
        SELECT ${orderLines.itemId}, ${orderLines.price} FROM ${orderLines}
        WHERE ${orderLines.saleId} = ${o.saleId} AND ${orderLines.orderId} = ${o.id}
        UNION ALL
        SELECT x.item_id, x.price FROM ${refunds} JOIN ${returnedLines} x ON x.refund_id = ${refunds.id}
        WHERE ${o.returned} > 0 AND ${refunds.orderId} = ${o.id}
      ) bought GROUP BY item_id, price
    ) l
  ), '[]') AS lines,
  CASE WHEN ${o.returned} > 0 THEN (
    SELECT jsonb_agg(jsonb_build_object('id', r.id, 'by', r.by, 'reason', r.reason, 'restocked', r.restocked, 'amount', r.amount,
      'status', r.status, 'created_at', r.created_at, 'changed_at', coalesce(r.done_at, r.created_at), 'lines', (
        SELECT jsonb_agg(jsonb_build_object('item_id', x.item_id, 'quantity', x.quantity) ORDER BY x.item_id)
        FROM (SELECT item_id, count(*) AS quantity FROM ${returnedLines} WHERE refund_id = r.id GROUP BY item_id) x
      )) ORDER BY r.created_at, r.id)
    FROM ${refunds} r WHERE r.order_id = ${o.id}
  ) END AS refunds
FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n)
JOIN ${orders} o ON ${o.id} = asked.id
`,
)

/**
 * Reads holds by id.
 *
 * $1 ids
 * returns n, id, sale_id, item_id, user_id, status, expires_at, created_at, changed_at, price; no row for an unknown or void hold
 */
export const readHolds = statement(
  'read-holds',
  sql`
SELECT asked.n::int, ${h.id}, ${h.saleId}, ${h.itemId}, ${h.userId}, ${h.status} AS status, ${h.expiresAt}, ${h.createdAt}, ${h.changedAt}, ${h.price}
FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n)
JOIN ${holds} h ON ${h.id} = asked.id AND ${h.status} <> 'void'
`,
)

/**
 * Reads buyers' active holds on items.
 *
 * $1 sale ids   $2 item ids   $3 user ids
 * returns n, id, sale_id, item_id, user_id, status, expires_at, created_at, changed_at, price; no row where there is none
 */
export const readActiveHolds = statement(
  'read-active-holds',
  sql`
SELECT asked.n::int, ${h.id}, ${h.saleId}, ${h.itemId}, ${h.userId}, ${h.status} AS status, ${h.expiresAt}, ${h.createdAt}, ${h.changedAt}, ${h.price}
FROM unnest($1::int[], $2::bigint[], $3::text[]) WITH ORDINALITY AS asked (sale_id, item_id, user_id, n)
JOIN ${holds} h ON ${h.saleId} = asked.sale_id AND ${h.itemId} = asked.item_id AND ${h.userId} = asked.user_id COLLATE "C"
  AND ${h.status} = 'active'
`,
)

/**
 * Reads open checkouts from the attempts, for a gate that has lost them. If an item was added twice, the larger quantity counts, and the price that
 * was shown last.
 *
 * $1 sale ids   $2 checkout ids   $3 time to live in ms
 * returns n, user_id, item_ids, quantities, prices, left_ms (negative: expired); no row for an unknown checkout
 */
export const readCheckouts = statement(
  'read-checkouts',
  sql`
SELECT n::int, min(user_id) AS user_id, array_agg(id ORDER BY id) AS item_ids, array_agg(quantity ORDER BY id) AS quantities,
  array_agg(price ORDER BY id) AS prices,
  ($3::float8 - extract(epoch FROM clock_timestamp() - min(began)) * 1000)::float8 AS left_ms
FROM (
  SELECT c.n, item.id, max(coalesce(item.quantity, 1)) AS quantity, (array_agg(item.price ORDER BY ${a.id} DESC))[1] AS price, min(${a.userId}) AS user_id, min(${a.at}) AS began
  FROM unnest($1::int[], $2::uuid[]) WITH ORDINALITY AS c (sale_id, checkout_id, n)
  JOIN ${attempts} a ON ${a.saleId} = c.sale_id AND ${a.checkoutId} = c.checkout_id AND ${a.outcome} = 'ok'
  CROSS JOIN LATERAL unnest(${a.itemIds}, ${a.quantities}, ${a.prices}) AS item (id, quantity, price)
  GROUP BY c.n, item.id
) chosen
GROUP BY n
`,
)

/**
 * Reads when the first order that awaits its payment gives its units back, for each item of a sale. Orders whose deadline has passed do so
 * at any moment.
 *
 * $1 sale id
 * returns item_id, pay_by
 */
export const readAwaiting = statement(
  'read-awaiting',
  sql`
SELECT x.item_id, min(${o.payBy}) AS pay_by
FROM ${orders} o CROSS JOIN LATERAL jsonb_to_recordset(${o.lines}) AS x (item_id bigint)
WHERE ${o.saleId} = $1::int AND ${o.status} = 'awaiting_payment' AND ${o.payBy} > clock_timestamp()
GROUP BY x.item_id
`,
)

/**
 * Reads the state of items and of their sales, for use while the gate is unavailable.
 *
 * $1 sale ids   $2 item ids
 * returns n, stock, held, sold, withdrawn, held_until (when the first active hold expires), refused: sale_not_open | sale_paused | sale_closed | null;
 * no row for an unknown item
 */
export const readItems = statement(
  'read-items',
  sql`
SELECT asked.n::int, ${i.stock}, ${i.held}, ${i.sold}, ${i.withdrawnAt} IS NOT NULL AS withdrawn,
  CASE WHEN ${i.held} > 0 THEN (
    SELECT min(${h.expiresAt}) FROM ${holds} h WHERE ${h.saleId} = asked.sale_id AND ${h.itemId} = asked.id AND ${h.status} = 'active'
  ) END AS held_until,
  CASE
    WHEN ${s.closedAt} IS NOT NULL OR clock_timestamp() >= ${s.endsAt} THEN 'sale_closed'
    WHEN clock_timestamp() < ${s.startsAt} THEN 'sale_not_open'
    WHEN ${s.pausedAt} IS NOT NULL THEN 'sale_paused'
  END AS refused
FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS asked (sale_id, id, n)
JOIN ${items} i ON ${i.saleId} = asked.sale_id AND ${i.id} = asked.id
JOIN ${sales} s ON ${s.id} = asked.sale_id
`,
)
