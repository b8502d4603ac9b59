-- Events that all readers have passed on and nobody can ask for again. $1 days they are kept · $2 rows at most
DELETE FROM outbox_events WHERE id IN (
  SELECT id FROM outbox_events
  WHERE at < now() - $1 * interval '1 day' AND tx < (SELECT min(window_from) FROM relay_cursors)
  ORDER BY at LIMIT $2
)
