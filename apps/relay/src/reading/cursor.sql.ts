import { name, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

const { outboxEvents, relayCursors } = schema
const c = alias(relayCursors, 'c')
const e = alias(outboxEvents, 'e')
const early = alias(outboxEvents, 'early')

/**
 * Claims a cursor that the caller already owns or whose lease has expired.
 *
 * $1 consumer   $2 owner   $3 lease in ms
 * returns the cursor under a new term; no row while another relay owns it. Terms are derived from the time, so they also rise across a
 * recreated database.
 */
export const claimCursor = statement(
  'claim-cursor',
  sql`
UPDATE ${relayCursors} c
SET ${name(relayCursors.owner)} = $2,
    ${name(relayCursors.leasedUntil)} = now() + $3 * interval '1 ms',
    ${name(relayCursors.term)} = greatest(${c.term} + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
WHERE ${c.consumer} = $1 AND (${c.owner} = $2 OR ${c.leasedUntil} < now())
RETURNING ${c.term}, ${c.windowFrom}, ${c.windowTo}, ${c.afterId}, ${c.lastId}
`,
)

/** $1 consumer   $2 owner   $3 term   $4 lease in ms; no row: another relay owns the cursor. */
export const renewLease = statement(
  'renew-lease',
  sql`
UPDATE ${relayCursors} c SET ${name(relayCursors.leasedUntil)} = now() + $4 * interval '1 ms'
WHERE ${c.consumer} = $1 AND ${c.owner} = $2 AND ${c.term} = $3
RETURNING ${c.term}
`,
)

/**
 * Opens the next window of a cursor that has read its last one. A window covers all transactions that ended before the oldest open
 * transaction began (the horizon), so no event can be added to it later. A cause has a lower id than its effect and commits before it.
 * So no event may be forwarded while an event with a lower id is visible beyond the horizon; the window then opens at a later poll.
 *
 * $1 consumer   $2 owner   $3 term
 * returns the cursor; no row: there is nothing new, or another relay owns it
 */
export const openWindow = statement(
  'open-window',
  sql`
WITH horizon AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS tx),
found AS (
  SELECT min(${e.id}) AS low, max(${e.id}) AS high
  FROM ${relayCursors} c, horizon h, ${outboxEvents} e
  WHERE ${c.consumer} = $1 AND ${e.tx} >= ${c.windowTo} AND ${e.tx} < h.tx
)
UPDATE ${relayCursors} c
SET ${name(relayCursors.windowFrom)} = ${c.windowTo}, ${name(relayCursors.windowTo)} = h.tx,
    ${name(relayCursors.afterId)} = f.low - 1, ${name(relayCursors.lastId)} = f.high
FROM horizon h, found f
WHERE ${c.consumer} = $1 AND ${c.owner} = $2 AND ${c.term} = $3 AND f.low IS NOT NULL
  AND NOT EXISTS (SELECT FROM ${outboxEvents} early WHERE ${early.tx} >= h.tx AND ${early.id} < f.high)
RETURNING ${c.term}, ${c.windowFrom}, ${c.windowTo}, ${c.afterId}, ${c.lastId}
`,
)

/** The next events of a window, in order. $1, $2 its transactions   $3, $4 after which id and up to which   $5 rows at most */
export const readEvents = statement(
  'read-events',
  sql`
SELECT ${e.id}::text, ${e.saleId}, ${e.type}, ${e.subject}, ${e.data}, ${e.at} FROM ${outboxEvents} e
WHERE ${e.id} > $3 AND ${e.id} <= $4 AND ${e.tx} >= $1 AND ${e.tx} < $2
ORDER BY ${e.id}
LIMIT $5
`,
)

/**
 * Marks events as forwarded. $1 consumer   $2 owner   $3 term   $4 id of the last event
 *
 * No row: another relay owns the cursor now, and the caller must roll back.
 */
export const advanceCursor = statement(
  'advance-cursor',
  sql`
UPDATE ${relayCursors} c SET ${name(relayCursors.afterId)} = $4
WHERE ${c.consumer} = $1 AND ${c.owner} = $2 AND ${c.term} = $3
RETURNING ${c.term}
`,
)
