-- release: gives a take's units back to the shelf and its buyer's limit back.
-- Only a recorded take can be released, and once: an unknown id moves no unit.
--
-- KEYS  1 meta  2 units  3 buyers  4 takes  5 checkout:<epoch>:<id>
-- ARGV  1 epoch  2 id  3 void, when the ledger will never commit this id: its checkout is then used; else ''
-- gives {status, seq}: ok | unknown | no_epoch | stale
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] then return {'no_epoch', 0} end
if meta[1] ~= ARGV[1] then return {'stale', tonumber(meta[2])} end

if ARGV[3] == 'void' then redis.call('SET', KEYS[5], 'used', 'XX', 'KEEPTTL') end
local take = redis.call('HGET', KEYS[4], ARGV[2])
if not take then return {'unknown', tonumber(meta[2])} end

local lines, buyer = string.match(take, '^%d+ ([%d:,]+) (.*)$')
local moves, units = {'BITFIELD', KEYS[2], 'OVERFLOW', 'SAT'}, 0
for position, quantity in string.gmatch(lines, '(%d+):(%d+)') do
  local at = tonumber(position) * 2
  units = units + tonumber(quantity)
  for _, word in ipairs({'INCRBY', 'u32', '#' .. at, quantity, 'INCRBY', 'u32', '#' .. (at + 1), '-' .. quantity}) do
    moves[#moves + 1] = word
  end
end
redis.call(unpack(moves))
redis.call('HDEL', KEYS[4], ARGV[2])
if redis.call('HINCRBY', KEYS[3], buyer, -units) <= 0 then redis.call('HDEL', KEYS[3], buyer) end
return {'ok', redis.call('HINCRBY', KEYS[1], 'seq', 1)}
