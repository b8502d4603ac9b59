-- read: the state of the shelf, for snapshots and the live feed. Cheap when nothing has changed.
--
-- KEYS  1 meta  2 units
-- ARGV  1 known epoch or ''  2 known seq
-- returns {status, epoch, seq, …}
--   ok         followed by units, as the stored string
--   unchanged  epoch and seq equal the known ones
--   no_epoch   the gate does not have the sale
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] or redis.call('EXISTS', KEYS[2]) == 0 then return {'no_epoch', 0, 0} end
if meta[1] == ARGV[1] and meta[2] == ARGV[2] then return {'unchanged', tonumber(meta[1]), tonumber(meta[2])} end
return {'ok', tonumber(meta[1]), tonumber(meta[2]), redis.call('GET', KEYS[2])}
