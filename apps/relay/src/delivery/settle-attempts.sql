-- What came of a batch of attempts, one row each.
-- $1 deliveries · $2 statuses · $3 HTTP statuses · $4 errors · $5 durations in ms · $6 ms until the next attempt, if any
UPDATE webhook_deliveries d
SET status = a.status,
    attempts = d.attempts + 1,
    response_status = a.response_status,
    error = a.error,
    duration_ms = a.duration_ms,
    next_attempt_at = now() + a.delay_ms * interval '1 ms',
    updated_at = now()
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::int[], $6::bigint[])
  AS a (id, status, response_status, error, duration_ms, delay_ms)
WHERE d.id = a.id AND d.status = 'pending'
