-- $1 webhook · $2 whether an attempt of the batch was answered with success
-- Failing is the time since the first failure after the last success.
UPDATE webhooks SET failing_since = CASE WHEN $2::boolean THEN NULL ELSE now() END
WHERE id = $1 AND (failing_since IS NOT NULL) = $2::boolean
