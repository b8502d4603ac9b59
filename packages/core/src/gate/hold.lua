-- hold: the ledger has committed a hold or an order. The take becomes a hold without a lease, because the ledger knows
-- when it ends. An unknown id changes nothing.
--
-- KEYS  1 meta  2 takes  3 holds
-- ARGV  1 epoch  2 id
-- returns {status, seq}: ok | unknown | no_epoch | stale
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] then return {'no_epoch', 0} end
if meta[1] ~= ARGV[1] then return {'stale', tonumber(meta[2])} end

local take = redis.call('HGET', KEYS[2], ARGV[2])
if not take then return {'unknown', tonumber(meta[2])} end
redis.call('HSET', KEYS[3], ARGV[2], take)
redis.call('HDEL', KEYS[2], ARGV[2])
return {'ok', redis.call('HINCRBY', KEYS[1], 'seq', 1)}
