-- Ends claims of idempotency keys, each only while its lease is still the one it was claimed with.
-- With an answer: that is told from now on. Without: the key may be claimed again at once, under the same request id;
-- or, when it is to be forgotten, as if it had never been seen.
--
-- $1 principals   $2 keys   $3 leases   $4 answers, JSON or null   $5 whether to forget
-- gives n, counted from 1, of the claims that were ended
UPDATE idempotency_keys k
SET answer = e.answer::json,
    leased_until = now(),
    created_at = CASE WHEN e.forget THEN '-infinity' ELSE k.created_at END
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::bool[])
  WITH ORDINALITY AS e (principal, key, lease, answer, forget, n)
WHERE k.principal = e.principal AND k.key = e.key AND k.leased_until = e.lease AND k.answer IS NULL
RETURNING e.n::int
