-- What was read has been passed on. $1 consumer · $2 owner · $3 term · $4 id of the last event
-- No row: the cursor has another owner by now, and what was done with the events must be undone.
UPDATE relay_cursors SET after_id = $4 WHERE consumer = $1 AND owner = $2 AND term = $3
RETURNING term
