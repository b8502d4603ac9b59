import { name, names, schema, statement } from '@hourglass/db'
import { type SQL, sql } from 'drizzle-orm'
import { d, p, q, s } from './aliases.ts'

const { queueAdmissions, queuePlaces, queues, sales } = schema

/**
 * Locks the queues of a batch in key order. A statement of its own, so that the next one sees the current rows. All joins of a sale, its
 * draw and its admissions are ordered by this lock.
 *
 * $1 sale ids
 */
export const lockQueues = statement(
  'lock-queues',
  sql`SELECT ${q.saleId} FROM ${queues} q WHERE ${q.saleId} = ANY ($1::int[]) ORDER BY ${q.saleId} FOR NO KEY UPDATE OF q`,
)

/** The draw is due when the sale has started. \`opened_at\` counts as well: the secret is public from then on, even if the clock goes back. */
const isDrawDueAt = (now: SQL) => sql`(${now} >= ${s.startsAt} OR ${s.openedAt} IS NOT NULL)`
const isDrawDue = isDrawDueAt(sql`clock.now`)

/**
 * Adds a batch of buyers to the join logs of their sales, under {@link lockQueues}. A sale and buyer must not appear twice in a batch. The
 * first join after the start of a sale makes its draw, so that no later entry takes part.
 *
 * $1 sale ids   $2 user ids   $3 tickets, fresh   $4 nonces of their proofs of work, or null
 * $5 seq of the buyer's place whose pass has expired, which the new one replaces; null: none
 * returns one row per join, in order: n, verdict, and the place if the buyer has one: seq, ticket, user_id, joined_at
 *   joined | has_place     the buyer's place, new or from before
 *   door_open | queue_closed | sold_out | sale_not_found | sign_in_required | proof_invalid
 */
export const joinQueues = statement(
  'join-queues',
  sql`
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), listed AS MATERIALIZED (
  SELECT n, sale_id, user_id COLLATE "C" AS user_id, ticket, proof COLLATE "C" AS proof, replaces
  FROM unnest($1::int[], $2::text[], $3::uuid[], $4::text[], $5::int[])
    WITH ORDINALITY AS a (sale_id, user_id, ticket, proof, replaces, n)
), asked AS MATERIALIZED (
  SELECT a.n, a.sale_id, a.user_id, a.ticket, a.proof, a.replaces, ${q.joined} AS joined, ${p.seq} AS known,
    CASE
      WHEN ${p.seq} IS NOT NULL AND ${p.seq} IS DISTINCT FROM a.replaces THEN 'has_place'
      WHEN ${s.id} IS NULL THEN 'sale_not_found'
      WHEN ${s.soldOutAt} IS NOT NULL THEN 'sold_out'
      WHEN ${s.closedAt} IS NOT NULL OR clock.now >= ${s.endsAt} THEN 'queue_closed'
      WHEN ${s.door} <> 'queue' OR ${q.saleId} IS NULL THEN 'door_open'
      WHEN ${s.guests} = 'refused' AND starts_with(a.user_id, 'guest:') THEN 'sign_in_required'
      WHEN spent.seq IS NOT NULL THEN 'proof_invalid'
      ELSE 'joined'
    END AS verdict
  FROM clock CROSS JOIN listed a
  LEFT JOIN ${sales} s ON ${s.id} = a.sale_id
  LEFT JOIN ${queues} q ON ${q.saleId} = a.sale_id
  LEFT JOIN ${queuePlaces} p ON ${p.saleId} = a.sale_id AND ${p.userId} = a.user_id AND ${p.endedAt} IS NULL
  LEFT JOIN ${queuePlaces} spent ON spent.sale_id = a.sale_id AND spent.proof = a.proof
), numbered AS MATERIALIZED (
  -- New places get the next numbers of their sale.
  SELECT *, joined + count(*) FILTER (WHERE verdict = 'joined') OVER (PARTITION BY sale_id ORDER BY n) AS next_seq FROM asked
), fresh AS MATERIALIZED (
  SELECT n, sale_id, user_id, ticket, proof, replaces, next_seq AS seq FROM numbered WHERE verdict = 'joined'
), replaced AS (
  UPDATE ${queuePlaces} p SET ${name(queuePlaces.endedAt)} = clock.now
  FROM clock, fresh f
  WHERE ${p.saleId} = f.sale_id AND ${p.seq} = f.replaces
  RETURNING ${p.seq}
), added AS (
  INSERT INTO ${queuePlaces} (${names(queuePlaces, 'saleId', 'seq', 'ticket', 'userId', 'proof', 'joinedAt')})
  SELECT f.sale_id, f.seq, f.ticket, f.user_id, f.proof, clock.now FROM clock, fresh f
  -- The places that they replace must have ended first.
  WHERE (SELECT count(*) FROM replaced) >= 0
  ORDER BY f.sale_id, f.seq
), counted AS (
  UPDATE ${queues} q SET
    ${name(queues.joined)} = ${q.joined} + of_sale.added,
    ${name(queues.digest)} = CASE
      WHEN ${q.drawn} IS NOT NULL OR ${isDrawDue} THEN ${q.digest}
      ELSE (
        SELECT sha256_chain(link.value ORDER BY link.seq) FROM (
          SELECT 0 AS seq, ${q.digest} AS value
          UNION ALL SELECT f.seq, sha256(uuid_send(f.ticket)) FROM fresh f WHERE f.sale_id = ${q.saleId}
        ) AS link
      ) END,
    ${name(queues.drawn)} = coalesce(${q.drawn}, CASE WHEN ${isDrawDue} THEN ${q.joined} END),
    ${name(queues.drawnAt)} = coalesce(${q.drawnAt}, CASE WHEN ${isDrawDue} THEN clock.now END)
  FROM clock, ${sales} s, (SELECT sale_id, count(*) AS added FROM fresh GROUP BY sale_id) AS of_sale
  WHERE ${q.saleId} = of_sale.sale_id AND ${s.id} = of_sale.sale_id
)
SELECT a.n::int, a.verdict,
  CASE a.verdict WHEN 'joined' THEN a.next_seq::int ELSE known.seq END AS seq,
  CASE a.verdict WHEN 'joined' THEN a.ticket ELSE known.ticket END AS ticket,
  a.user_id,
  CASE a.verdict WHEN 'joined' THEN clock.now ELSE known.joined_at END AS joined_at
FROM clock CROSS JOIN numbered a
LEFT JOIN ${queuePlaces} known ON known.sale_id = a.sale_id AND known.seq = a.known
ORDER BY a.n
`,
)

/**
 * Reads places by their tickets.
 *
 * $1 sale ids   $2 tickets
 * returns one row per key: n, seq (null: none), ticket, user_id, joined_at, ended
 */
export const readPlaces = statement(
  'read-places',
  sql`
SELECT a.n::int, ${p.seq}, ${p.ticket}, ${p.userId}, ${p.joinedAt}, ${p.endedAt} IS NOT NULL AS ended
FROM unnest($1::int[], $2::uuid[]) WITH ORDINALITY AS a (sale_id, ticket, n)
LEFT JOIN ${queuePlaces} p ON ${p.ticket} = a.ticket AND ${p.saleId} = a.sale_id
`,
)

/**
 * Reads the places of buyers.
 *
 * $1 sale ids   $2 user ids
 * returns one row per key: n, seq (null: none), ticket, user_id, joined_at, ended
 */
export const findPlaces = statement(
  'find-places',
  sql`
WITH listed AS MATERIALIZED (
  SELECT n, sale_id, user_id COLLATE "C" AS user_id FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS a (sale_id, user_id, n)
)
SELECT a.n::int, ${p.seq}, ${p.ticket}, ${p.userId}, ${p.joinedAt}, false AS ended
FROM listed a
LEFT JOIN ${queuePlaces} p ON ${p.saleId} = a.sale_id AND ${p.userId} = a.user_id AND ${p.endedAt} IS NULL
`,
)

/**
 * Records that passes were used, once each, under {@link lockQueues}.
 *
 * $1 sale ids   $2 seqs   $3 positions of the same places
 * returns one row per pass that was not recorded before: n
 */
export const usePasses = statement(
  'use-passes',
  sql`
WITH used AS (
  UPDATE ${queuePlaces} p SET ${name(queuePlaces.usedAt)} = clock_timestamp()
  FROM unnest($1::int[], $2::int[], $3::int[]) WITH ORDINALITY AS u (sale_id, seq, position, n)
  WHERE ${p.saleId} = u.sale_id AND ${p.seq} = u.seq AND ${p.usedAt} IS NULL
  RETURNING u.n, u.sale_id, u.position
), by_admission AS (
  SELECT ${d.saleId} AS sale_id, ${d.upTo} AS up_to, count(*) AS passes
  FROM used u JOIN ${queueAdmissions} d
    ON ${d.saleId} = u.sale_id AND ${d.after} < u.position AND ${d.upTo} >= u.position AND NOT ${d.expired}
  GROUP BY ${d.saleId}, ${d.upTo}
), admissions_counted AS (
  UPDATE ${queueAdmissions} d SET ${name(queueAdmissions.used)} = ${d.used} + b.passes
  FROM by_admission b WHERE ${d.saleId} = b.sale_id AND ${d.upTo} = b.up_to
), queues_counted AS (
  UPDATE ${queues} q SET ${name(queues.used)} = ${q.used} + b.passes
  FROM (SELECT sale_id, sum(passes) AS passes FROM by_admission GROUP BY sale_id) AS b WHERE ${q.saleId} = b.sale_id
)
SELECT n::int FROM used ORDER BY n
`,
)

/**
 * Makes due draws and admits the next places of every queue that is not paused, as its rate allows. May run on any number of servers at
 * once: the row lock orders them, and \`advanced_at\` gives each moment to one of them. The rate is a token bucket that holds one second's
 * admissions, at least one. Passes that expired unused are added to it, once; while a queue is paused, they are kept for later.
 *
 * $1 part of the rate that the ledger can serve now, from 0 to 1   $2 longest time to catch up on, s
 * returns: sale_id, and admitted, the number of admissions
 */
export const advanceQueues = statement(
  'advance-queues',
  sql`
WITH locked AS MATERIALIZED (
  SELECT ${q.saleId} AS sale_id, ${q.joined} AS joined, ${q.admitted} AS admitted, ${q.allowance} AS allowance, ${q.advancedAt} AS advanced_at,
    ${q.ratePerMinute} / 60.0::float8 AS rate, ${q.pausedAt} IS NOT NULL OR ${s.pausedAt} IS NOT NULL AS paused, ${q.passMs} AS pass_ms
  FROM ${queues} q JOIN ${sales} s ON ${s.id} = ${q.saleId}
  WHERE ${s.door} = 'queue' AND ${s.soldOutAt} IS NULL AND ${s.closedAt} IS NULL AND ${isDrawDueAt(sql`clock_timestamp()`)}
  ORDER BY ${q.saleId}
  FOR NO KEY UPDATE OF q
), clock AS MATERIALIZED (
  -- Read under the locks: an earlier moment would give time that another server has counted in between to the next one again.
  SELECT clock_timestamp() AS now FROM (SELECT count(*) FROM locked) AS locks
), due AS MATERIALIZED (
  -- A clock that went back starts over; one that jumped ahead is not caught up on.
  SELECT locked.*, greatest(0, least(coalesce(extract(epoch FROM clock.now - advanced_at), 0), $2::float8)) AS seconds FROM clock, locked
), expired AS (
  UPDATE ${queueAdmissions} d SET ${name(queueAdmissions.expired)} = true
  FROM clock, due
  WHERE ${d.saleId} = due.sale_id AND NOT due.paused AND NOT ${d.expired} AND ${d.at} <= clock.now - due.pass_ms * interval '1 millisecond'
  RETURNING ${d.saleId} AS sale_id, ${d.upTo} - ${d.after} - ${d.used} AS unused
), freed AS MATERIALIZED (
  SELECT due.sale_id, coalesce(sum(unused), 0)::int AS passes FROM due LEFT JOIN expired USING (sale_id) GROUP BY due.sale_id
), filled AS MATERIALIZED (
  SELECT due.*, freed.passes AS freed,
    CASE WHEN paused THEN allowance ELSE least(allowance + seconds * rate * $1::float8, greatest(1, rate)) + freed.passes END AS tokens
  FROM due JOIN freed USING (sale_id)
), step AS MATERIALIZED (
  SELECT sale_id, admitted, freed, tokens, CASE WHEN paused THEN 0 ELSE least(joined - admitted, floor(tokens)::int) END AS more FROM filled
), admissions_added AS (
  INSERT INTO ${queueAdmissions} (${names(queueAdmissions, 'saleId', 'upTo', 'after', 'at')})
  SELECT sale_id, admitted + more, admitted, clock.now FROM clock, step WHERE more > 0
)
UPDATE ${queues} q SET
  ${name(queues.drawn)} = coalesce(${q.drawn}, ${q.joined}),
  ${name(queues.drawnAt)} = coalesce(${q.drawnAt}, clock.now),
  ${name(queues.admitted)} = ${q.admitted} + step.more,
  ${name(queues.expired)} = ${q.expired} + step.freed,
  ${name(queues.allowance)} = step.tokens - step.more,
  ${name(queues.advancedAt)} = clock.now
FROM clock, step
WHERE ${q.saleId} = step.sale_id
RETURNING ${q.saleId} AS sale_id, step.more AS admitted
`,
)

/**
 * Reads queues with the admissions whose passes are valid, and PostgreSQL's clock.
 *
 * $1 sale ids
 * returns: n, now (ms since 1970), the columns of the queue, and admissions, oldest first: [after, up_to, at (ms since 1970)]
 */
export const readQueues = statement(
  'read-queues',
  sql`
SELECT a.n::int, extract(epoch FROM clock_timestamp()) * 1000 AS now,
  ${q.saleId}, ${q.joined}, encode(${q.digest}, 'hex') AS digest, ${q.drawn}, ${q.admitted}, ${q.used}, ${q.expired},
  ${q.ratePerMinute}, ${q.pausedAt} IS NOT NULL AS paused, ${q.passMs}, extract(epoch FROM ${q.advancedAt}) * 1000 AS advanced_ms,
  coalesce((
    SELECT json_agg(json_build_array(${d.after}, ${d.upTo}, extract(epoch FROM ${d.at}) * 1000) ORDER BY ${d.upTo})
    FROM ${queueAdmissions} d WHERE ${d.saleId} = ${q.saleId} AND NOT ${d.expired}
  ), '[]') AS admissions
FROM unnest($1::int[]) WITH ORDINALITY AS a (sale_id, n)
JOIN ${queues} q ON ${q.saleId} = a.sale_id
`,
)
