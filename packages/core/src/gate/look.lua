-- look: the state of the shelf, for snapshots and the live feed; cheap when nothing has changed.
--
-- KEYS  1 meta  2 units
-- ARGV  1 epoch known or ''  2 seq known
-- gives {status, epoch, seq, …}
--   ok         then units, as the string they are kept in
--   unchanged  epoch and seq are the known ones
--   no_epoch   the gate does not have the sale
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] or redis.call('EXISTS', KEYS[2]) == 0 then return {'no_epoch', 0, 0} end
if meta[1] == ARGV[1] and meta[2] == ARGV[2] then return {'unchanged', tonumber(meta[1]), tonumber(meta[2])} end
return {'ok', tonumber(meta[1]), tonumber(meta[2]), redis.call('GET', KEYS[2])}
