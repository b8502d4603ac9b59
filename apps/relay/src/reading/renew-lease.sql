-- $1 consumer · $2 owner · $3 term · $4 lease in ms; no row: the cursor has another owner by now.
UPDATE relay_cursors SET leased_until = now() + $4 * interval '1 ms'
WHERE consumer = $1 AND owner = $2 AND term = $3
RETURNING term
