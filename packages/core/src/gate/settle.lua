-- settle: the ledger has sold the units of a take or a hold. They are gone for good, and the checkout is used.
-- An unknown id changes no unit, so late and repeated calls are safe; its checkout is still marked as used. Runs one or more calls.
--
-- USES  record.lua
-- KEYS  1 meta  2 units  3 takes  4 holds  5 holders  6… checkout:<epoch>:<id> of each call
-- ARGV  1 epoch  2… id of each call
-- returns for each call {status, seq}: ok | unknown | no_epoch | stale
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local seq = tonumber(meta[2])

local function settle(key, id)
  if not meta[1] then return {'no_epoch', 0} end
  if meta[1] ~= ARGV[1] then return {'stale', seq} end

  redis.call('SET', key, 'used', 'XX', 'KEEPTTL')
  local from = KEYS[3]
  local take = redis.call('HGET', from, id)
  if not take then
    from = KEYS[4]
    take = redis.call('HGET', from, id)
  end
  if not take then return {'unknown', seq} end

  local _, kind, lines, buyer = read_take(take)
  local moves = {'BITFIELD', KEYS[2], 'OVERFLOW', 'SAT'}
  for position, quantity in each_line(lines) do
    for _, word in ipairs({'INCRBY', 'u32', '#' .. (tonumber(position) * 2 + 1), '-' .. quantity}) do
      moves[#moves + 1] = word
    end
  end
  redis.call(unpack(moves))
  redis.call('HDEL', from, id)
  if kind == 'hold' then redis.call('HDEL', KEYS[5], holder_of(lines, buyer)) end
  seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
  return {'ok', seq}
end

local replies = {}
for call = 1, #KEYS - 5 do replies[call] = settle(KEYS[5 + call], ARGV[1 + call]) end
return replies
