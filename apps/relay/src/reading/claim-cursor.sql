-- Makes the caller the owner of a cursor whose lease has run out, or that it owned before.
-- $1 consumer · $2 owner · $3 lease in ms
-- A row: the cursor, under a new term. Terms rise for ever, also over a database that is made anew, because they begin
-- with the time. No row: somebody else owns it.
UPDATE relay_cursors
SET owner = $2,
    leased_until = now() + $3 * interval '1 ms',
    term = greatest(term + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
WHERE consumer = $1 AND (owner = $2 OR leased_until < now())
RETURNING term, window_from, window_to, after_id, last_id
