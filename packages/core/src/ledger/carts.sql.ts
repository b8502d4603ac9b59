import { name, names, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { l, s } from './aliases.ts'

const { cartLines, carts, doneRequests, sales } = schema

/**
 * Locks a cart, creating it if needed, so that changes to one cart are serialized.
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
 * Deletes an expired cart with its lines, so that the next change does not revive them.
 *
 * $1 principal   $2 user id   $3 time to live of a cart, ms
 */
export const forgetCart = statement(
  'forget-cart',
  sql`
DELETE FROM ${carts}
WHERE ${carts.principal} = $1 AND ${carts.userId} = $2 AND ${carts.touchedAt} <= now() - $3::int * interval '1 millisecond'
`,
)

/**
 * Reads the lines of a cart in the order they were added. With $4, lines of ended sales are deleted and returned once, to one reader. An
 * expired cart is not returned.
 *
 * $1 principal   $2 user id   $3 time to live of a cart, ms   $4 whether lines of ended sales are deleted now or only hidden
 *
 * returns expires_at, item_id, sale_id, quantity, sale (selling | not_begun | paused | sold_out | over), dropped
 * a cart without lines returns one row with nulls except expires_at
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
 * Adds units of an item to a cart that lockCart has locked in an earlier statement. A repeat under the same request id adds nothing and
 * returns the same verdict.
 *
 * $1 principal   $2 user id   $3 item id   $4 sale id   $5 quantity   $6 whether to add to the quantity or replace it
 * $7 most units per line   $8 most lines, not counting those of ended sales   $9 request id
 *
 * returns one row, `verdict`
 *   put            done, now or earlier under this request id
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
), recorded AS (
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
 * Removes one line of a cart, or all. The update locks the cart before its lines.
 *
 * $1 principal   $2 user id   $3 item id, or null for all   $4 time to live of a cart, ms
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
