-- compare: a consistent snapshot for the reconciler. Buyers are read separately with HSCAN, because there can be many.
--
-- KEYS  1 meta  2 units  3 takes
-- ARGV  1 epoch
-- returns {status, seq, units, takes}: ok | no_epoch | stale
--           Takes are a flat list of fields and values
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] then return {'no_epoch', 0} end
if redis.call('EXISTS', KEYS[2]) == 0 then return {'no_epoch', 0} end
if meta[1] ~= ARGV[1] then return {'stale', tonumber(meta[2])} end
return {'ok', tonumber(meta[2]), redis.call('GET', KEYS[2]), redis.call('HGETALL', KEYS[3])}
