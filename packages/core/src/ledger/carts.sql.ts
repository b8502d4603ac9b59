import { name, names, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { l, s } from './aliases.ts'

const { cartLines, carts, doneRequests, sales } = schema

/**
 * Locks a cart, which is made when there is none: changes of one cart come one after the other.
 *
 * $1 principal   $2 user id
 */
export const lockCart = statement(
  'lock-cart',
  sql`
INSERT INTO ${carts} (${names(carts, 'principal', 'userId')}) VALUES ($1, $2)
ON CONFLICT (${names(carts, 'principal', 'userId')}) DO UPDATE SET ${name(carts.userId)} = excluded.${name(carts.userId)}
`,
)

/**
 * Forgets a cart that nobody has changed for its time, lines and all, so that none of it comes back with the next change.
 *
 * $1 principal   $2 user id   $3 how long a cart is kept, ms
 */
export const forgetCart = statement(
  'forget-cart',
  sql`
DELETE FROM ${carts}
WHERE ${carts.principal} = $1 AND ${carts.userId} = $2 AND ${carts.touchedAt} <= now() - $3::int * interval '1 millisecond'
`,
)

/**
 * A cart's lines in the order they came. Those of a sale that is over leave the table here when asked to, and are given this
 * once, to one reader. A cart that nobody has changed for its time is not there.
 *
 * $1 principal   $2 user id   $3 how long a cart is kept, ms   $4 whether lines leave now, or are only left out
 *
 * gives expires_at, item_id, sale_id, quantity, sale (selling | not_begun | paused | sold_out | over), dropped
 * a cart without lines gives one row, with nulls but for expires_at
 */
export const readCart = statement(
  'read-cart',
  sql`
WITH cart AS (
  SELECT ${carts.principal}, ${carts.userId}, ${carts.touchedAt} + $3::int * interval '1 millisecond' AS expires_at
  FROM ${carts}
  WHERE ${carts.principal} = $1 AND ${carts.userId} = $2 AND ${carts.touchedAt} > now() - $3::int * interval '1 millisecond'
), dropped AS (
  DELETE FROM ${cartLines} l USING cart c, ${sales} s
  WHERE ${l.principal} = c.principal AND ${l.userId} = c.user_id AND ${s.id} = ${l.saleId} AND least(${s.endsAt}, ${s.closedAt}) <= now() AND $4::bool
  RETURNING ${l.itemId}
)
SELECT
  c.expires_at, ${l.itemId}::float8 AS item_id, ${l.saleId}, ${l.quantity},
  CASE
    WHEN least(${s.endsAt}, ${s.closedAt}) <= now() THEN 'over'
    WHEN ${s.soldOutAt} IS NOT NULL THEN 'sold_out'
    WHEN ${s.startsAt} > now() THEN 'not_begun'
    WHEN ${s.pausedAt} IS NOT NULL THEN 'paused'
    ELSE 'selling'
  END AS sale,
  d.item_id IS NOT NULL AS dropped
FROM cart c
LEFT JOIN ${cartLines} l ON ${l.principal} = c.principal AND ${l.userId} = c.user_id
LEFT JOIN ${sales} s ON ${s.id} = ${l.saleId}
LEFT JOIN dropped d ON d.item_id = ${l.itemId}
ORDER BY ${l.addedAt}, ${l.itemId}
`,
)

/**
 * Puts units of an item into a cart that lockCart has locked, a statement earlier.
 * Run again under the same request id it puts nothing, and says what it said.
 *
 * $1 principal   $2 user id   $3 item id   $4 sale id   $5 quantity   $6 whether it is added to what is there
 * $7 most units of a line   $8 most lines; those of sales that are over drop out and do not count   $9 request id
 *
 * gives one row, `verdict`
 *   put            done, now or before under this request id
 *   sale_closed    by PostgreSQL's clock
 *   too_many_lines | too_many_units
 */
export const putCartLine = statement(
  'put-cart-line',
  sql`
WITH before AS (
  SELECT
    EXISTS (SELECT FROM ${doneRequests} WHERE ${doneRequests.id} = $9::uuid) AS done,
    EXISTS (SELECT FROM ${sales} s WHERE ${s.id} = $4::int AND coalesce(least(${s.endsAt}, ${s.closedAt}) > now(), true)) AS sale_open,
    (SELECT count(*) FROM ${cartLines} l JOIN ${sales} s ON ${s.id} = ${l.saleId}
     WHERE ${l.principal} = $1 AND ${l.userId} = $2 AND ${l.itemId} <> $3::bigint
       AND coalesce(least(${s.endsAt}, ${s.closedAt}) > now(), true)) < $8::int AS room
), put AS (
  INSERT INTO ${cartLines} AS l (${names(cartLines, 'principal', 'userId', 'itemId', 'saleId', 'quantity')})
  SELECT $1, $2, $3::bigint, $4::int, $5::int FROM before
  WHERE NOT done AND sale_open AND room AND $5::int <= $7::int
  ON CONFLICT (${names(cartLines, 'principal', 'userId', 'itemId')}) DO UPDATE
  SET ${name(cartLines.quantity)} = excluded.${name(cartLines.quantity)} + CASE WHEN $6::bool THEN ${l.quantity} ELSE 0 END
  WHERE excluded.${name(cartLines.quantity)} + CASE WHEN $6::bool THEN ${l.quantity} ELSE 0 END <= $7::int
  RETURNING ${l.itemId}
), touched AS (
  UPDATE ${carts} SET ${name(carts.touchedAt)} = now()
  WHERE ${carts.principal} = $1 AND ${carts.userId} = $2 AND EXISTS (SELECT FROM put)
), noted AS (
  INSERT INTO ${doneRequests} (${names(doneRequests, 'id')}) SELECT $9::uuid FROM put
)
SELECT CASE
  WHEN done OR EXISTS (SELECT FROM put) THEN 'put'
  WHEN NOT sale_open THEN 'sale_closed'
  WHEN NOT room THEN 'too_many_lines'
  ELSE 'too_many_units'
END AS verdict
FROM before
`,
)

/**
 * Removes a line of a cart, or all of them. The cart is locked by its own update before any line is.
 *
 * $1 principal   $2 user id   $3 item id, or null for all   $4 how long a cart is kept, ms
 */
export const removeCartLines = statement(
  'remove-cart-lines',
  sql`
WITH cart AS (
  UPDATE ${carts} SET ${name(carts.touchedAt)} = now()
  WHERE ${carts.principal} = $1 AND ${carts.userId} = $2 AND ${carts.touchedAt} > now() - $4::int * interval '1 millisecond'
  RETURNING ${carts.principal}, ${carts.userId}
)
DELETE FROM ${cartLines} l USING cart c
WHERE ${l.principal} = c.principal AND ${l.userId} = c.user_id AND ($3::bigint IS NULL OR ${l.itemId} = $3::bigint)
`,
)
