-- compare: everything the reconciler holds against the ledger, seen at one instant.
--
-- KEYS  1 meta  2 units  3 buyers  4 takes
-- ARGV  1 epoch
-- gives {status, seq, units, buyers, takes}: ok | no_epoch | stale; buyers and takes as flat lists of field, value
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] then return {'no_epoch', 0} end
if redis.call('EXISTS', KEYS[2]) == 0 then return {'no_epoch', 0} end
if meta[1] ~= ARGV[1] then return {'stale', tonumber(meta[2])} end
return {'ok', tonumber(meta[2]), redis.call('GET', KEYS[2]), redis.call('HGETALL', KEYS[3]), redis.call('HGETALL', KEYS[4])}
