-- Finds active holds whose time is over by PostgreSQL's clock, the longest overdue first. They stay locked, so that another
-- server passes over them and takes the next.
--
-- $1 most holds
-- gives sale_id, id
SELECT sale_id, id FROM holds
WHERE status = 'ACTIVE' AND expires_at <= clock_timestamp()
ORDER BY expires_at LIMIT $1::int
FOR NO KEY UPDATE SKIP LOCKED
