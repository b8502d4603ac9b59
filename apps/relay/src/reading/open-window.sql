-- Opens the next window of a cursor whose last one has been read: all transactions that were over before the oldest one
-- under way began. Nothing can be added to it any more.
-- $1 consumer · $2 owner · $3 term
-- No row: there is nothing new, or somebody else owns the cursor.
-- What causes an event has a lower id and is committed before it. So no event may go out while one with a lower id is
-- seen beyond the horizon: then the window waits for the next look.
WITH horizon AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS tx),
found AS (
  SELECT min(e.id) AS low, max(e.id) AS high
  FROM relay_cursors c, horizon h, outbox_events e
  WHERE c.consumer = $1 AND e.tx >= c.window_to AND e.tx < h.tx
)
UPDATE relay_cursors c
SET window_from = window_to, window_to = h.tx, after_id = f.low - 1, last_id = f.high
FROM horizon h, found f
WHERE c.consumer = $1 AND c.owner = $2 AND c.term = $3 AND f.low IS NOT NULL
  AND NOT EXISTS (SELECT FROM outbox_events early WHERE early.tx >= h.tx AND early.id < f.high)
RETURNING c.term, c.window_from, c.window_to, c.after_id, c.last_id
