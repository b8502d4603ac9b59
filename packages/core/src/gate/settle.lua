-- settle: the ledger has sold what a take or a hold set aside; its units are gone for good and its checkout is used.
-- An unknown id moves no unit, so that it may come late or twice; its checkout is used all the same.
--
-- KEYS  1 meta  2 units  3 takes  4 holds  5 holders  6 checkout:<epoch>:<id>
-- ARGV  1 epoch  2 id
-- gives {status, seq}: ok | unknown | no_epoch | stale
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] then return {'no_epoch', 0} end
if meta[1] ~= ARGV[1] then return {'stale', tonumber(meta[2])} end

redis.call('SET', KEYS[6], 'used', 'XX', 'KEEPTTL')
local from = KEYS[3]
local take = redis.call('HGET', from, ARGV[2])
if not take then
  from = KEYS[4]
  take = redis.call('HGET', from, ARGV[2])
end
if not take then return {'unknown', tonumber(meta[2])} end

local kind, lines, buyer = string.match(take, '^%d+ (%a+) ([%d:,]+) (.*)$')
local moves = {'BITFIELD', KEYS[2], 'OVERFLOW', 'SAT'}
for position, quantity in string.gmatch(lines, '(%d+):(%d+)') do
  for _, word in ipairs({'INCRBY', 'u32', '#' .. (tonumber(position) * 2 + 1), '-' .. quantity}) do
    moves[#moves + 1] = word
  end
end
redis.call(unpack(moves))
redis.call('HDEL', from, ARGV[2])
if kind == 'hold' then redis.call('HDEL', KEYS[5], string.match(lines, '^%d+') .. ' ' .. buyer) end
return {'ok', redis.call('HINCRBY', KEYS[1], 'seq', 1)}
