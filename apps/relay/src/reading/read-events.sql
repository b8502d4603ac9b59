-- The next events of a window, in order. $1, $2 its transactions · $3, $4 after which id and up to which · $5 rows at most
SELECT id::text, sale_id, type, subject, data, at FROM outbox_events
WHERE id > $3 AND id <= $4 AND tx >= $1 AND tx < $2
ORDER BY outbox_events.id
LIMIT $5
