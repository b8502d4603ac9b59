import { name, names, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { k } from './aliases.ts'

const { idempotencyKeys } = schema

/**
 * Claims idempotency keys, one row per request. A key must not appear twice in a batch. An unknown or expired key is claimed under the
 * given request id. A key whose lease expired without a response is taken over under its existing id, so that the earlier effects are
 * found.
 *
 * $1 principals   $2 keys   $3 fingerprints   $4 request ids, fresh for this call
 * $5 lease of a claim, ms   $6 retention of a key, ms
 *
 * returns, in order: status, request_id, lease, answer
 *   claimed    run the request under request_id; `lease` ends the claim
 *   answered   it ran before: answer
 *   reused     the key belongs to a different request
 *   in_flight  another call holds the lease, or has changed the row since this statement began
 */
export const claimKeys = statement(
  'claim-keys',
  sql`
WITH asked AS MATERIALIZED (
  SELECT principal, key, fingerprint, request_id, n
  FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) WITH ORDINALITY AS a (principal, key, fingerprint, request_id, n)
), claimed AS (
  INSERT INTO ${idempotencyKeys} AS k (${names(idempotencyKeys, 'principal', 'key', 'fingerprint', 'requestId', 'leasedUntil')})
  SELECT principal, key, fingerprint, request_id, now() + $5::int * interval '1 millisecond'
  FROM asked ORDER BY principal, key
  ON CONFLICT (${names(idempotencyKeys, 'principal', 'key')}) DO UPDATE
  SET ${name(idempotencyKeys.fingerprint)} = excluded.${name(idempotencyKeys.fingerprint)},
      ${name(idempotencyKeys.leasedUntil)} = excluded.${name(idempotencyKeys.leasedUntil)},
      ${name(idempotencyKeys.answer)} = NULL,
      ${name(idempotencyKeys.requestId)} = CASE WHEN ${k.createdAt} > now() - $6::int * interval '1 millisecond' THEN ${k.requestId} ELSE excluded.${name(idempotencyKeys.requestId)} END,
      ${name(idempotencyKeys.createdAt)} = CASE WHEN ${k.createdAt} > now() - $6::int * interval '1 millisecond' THEN ${k.createdAt} ELSE now() END
  WHERE ${k.leasedUntil} <= now()
    AND (${k.createdAt} <= now() - $6::int * interval '1 millisecond'
      OR ${k.answer} IS NULL AND ${k.fingerprint} = excluded.${name(idempotencyKeys.fingerprint)})
  RETURNING ${k.principal}, ${k.key}, ${k.requestId}, ${k.leasedUntil}
)
SELECT
  CASE
    WHEN c.key IS NOT NULL THEN 'claimed'
    -- Only an earlier attempt of this call, whose response was lost, can have written a fresh id.
    WHEN ${k.requestId} = a.request_id AND ${k.answer} IS NULL THEN 'claimed'
    WHEN ${k.key} IS NULL OR ${k.createdAt} <= now() - $6::int * interval '1 millisecond' THEN 'in_flight'
    WHEN ${k.fingerprint} <> a.fingerprint THEN 'reused'
    WHEN ${k.answer} IS NOT NULL THEN 'answered'
    ELSE 'in_flight'
  END AS status,
  coalesce(c.request_id, ${k.requestId}) AS request_id,
  coalesce(c.leased_until, ${k.leasedUntil})::text AS lease,
  ${k.answer}
FROM asked a
LEFT JOIN claimed c USING (principal, key)
LEFT JOIN ${idempotencyKeys} k USING (principal, key)
ORDER BY a.n
`,
)

/**
 * Ends claims of idempotency keys, each only if its lease is unchanged. With an answer, every repeat gets that answer. Without one, the
 * key can be claimed again at once under the same request id or, with $5, as a new key.
 *
 * $1 principals   $2 keys   $3 leases   $4 answers, JSON or null   $5 whether to forget the key
 * returns n, counted from 1, of the claims that were ended
 */
export const endClaims = statement(
  'end-claims',
  sql`
UPDATE ${idempotencyKeys} k SET ${name(idempotencyKeys.answer)} = e.answer::json,
    ${name(idempotencyKeys.leasedUntil)} = now(),
    ${name(idempotencyKeys.createdAt)} = CASE WHEN e.forget THEN '-infinity' ELSE ${k.createdAt} END
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::bool[])
  WITH ORDINALITY AS e (principal, key, lease, answer, forget, n)
WHERE ${k.principal} = e.principal AND ${k.key} = e.key AND ${k.leasedUntil} = e.lease AND ${k.answer} IS NULL
RETURNING e.n::int
`,
)
