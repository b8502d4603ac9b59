-- order: a hold has become an order that awaits its payment. Its unit stays off the shelf as that of an undecided order, and its buyer
-- may hold another. An unknown id, and one that is an order already, changes nothing.
--
-- USES  record.lua
-- KEYS  1 meta  2 takes  3 holds  4 holders
-- ARGV  1 epoch  2 id
-- returns {status, seq}: ok | unknown | no_epoch | stale
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] then return {'no_epoch', 0} end
if meta[1] ~= ARGV[1] then return {'stale', tonumber(meta[2])} end

local held = redis.call('HGET', KEYS[2], ARGV[2]) or redis.call('HGET', KEYS[3], ARGV[2])
if not held then return {'unknown', tonumber(meta[2])} end
local deadline, kind, lines, buyer = read_take(held)
if kind ~= 'hold' then return {'unknown', tonumber(meta[2])} end
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[3], ARGV[2], write_take(deadline, 'order', lines, buyer))
redis.call('HDEL', KEYS[4], holder_of(lines, buyer))
return {'ok', redis.call('HINCRBY', KEYS[1], 'seq', 1)}
