-- Claims idempotency keys, one row for each request; no key comes twice in a batch.
-- A key that is unknown, or older than it is kept, is claimed under the request id brought along. One whose lease ran out
-- without an answer is taken over under the id that it has, so that what was done under that id is found again.
--
-- $1 principals   $2 keys   $3 fingerprints   $4 request ids, fresh for this call
-- $5 lease of a claim, ms   $6 how long a key is kept, ms
--
-- gives, in the order asked: status, request_id, lease, answer
--   claimed    run it, under request_id; `lease` ends the claim
--   answered   it has been run: answer
--   reused     the key belongs to another request
--   in_flight  another holds the lease, or has changed the row since this statement began
WITH asked AS MATERIALIZED (
  SELECT principal, key, fingerprint, request_id, n
  FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) WITH ORDINALITY AS a (principal, key, fingerprint, request_id, n)
), claimed AS (
  INSERT INTO idempotency_keys AS k (principal, key, fingerprint, request_id, leased_until)
  SELECT principal, key, fingerprint, request_id, now() + $5::int * interval '1 millisecond'
  FROM asked ORDER BY principal, key
  ON CONFLICT (principal, key) DO UPDATE
  SET fingerprint = excluded.fingerprint,
      leased_until = excluded.leased_until,
      answer = NULL,
      request_id = CASE WHEN k.created_at > now() - $6::int * interval '1 millisecond' THEN k.request_id ELSE excluded.request_id END,
      created_at = CASE WHEN k.created_at > now() - $6::int * interval '1 millisecond' THEN k.created_at ELSE now() END
  WHERE k.leased_until <= now()
    AND (k.created_at <= now() - $6::int * interval '1 millisecond'
      OR k.answer IS NULL AND k.fingerprint = excluded.fingerprint)
  RETURNING principal, key, request_id, leased_until
)
SELECT
  CASE
    WHEN c.key IS NOT NULL THEN 'claimed'
    -- Only an earlier sending of this very call, whose answer was lost, can have written a fresh id.
    WHEN k.request_id = a.request_id AND k.answer IS NULL THEN 'claimed'
    WHEN k.key IS NULL OR k.created_at <= now() - $6::int * interval '1 millisecond' THEN 'in_flight'
    WHEN k.fingerprint <> a.fingerprint THEN 'reused'
    WHEN k.answer IS NOT NULL THEN 'answered'
    ELSE 'in_flight'
  END AS status,
  coalesce(c.request_id, k.request_id) AS request_id,
  coalesce(c.leased_until, k.leased_until)::text AS lease,
  k.answer
FROM asked a
LEFT JOIN claimed c USING (principal, key)
LEFT JOIN idempotency_keys k USING (principal, key)
ORDER BY a.n
