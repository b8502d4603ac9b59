-- release: returns the units of takes and holds to the shelf, and to their buyers' limits.
-- Only a recorded take or hold can be released, and only once: an unknown id changes no unit.
--
-- USES  record.lua
-- KEYS  1 meta  2 units  3 buyers  4 takes  5 holds  6 holders  7 buyer_items  8 checkout:<epoch>:<id> of the first id
-- ARGV  1 epoch  2 void if the ledger will never commit the id, which marks its checkout as used; else ''  3… ids
-- returns {status, seq}: ok | unknown | no_epoch | stale
--           ok if at least one id was known
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] then return {'no_epoch', 0} end
if meta[1] ~= ARGV[1] then return {'stale', tonumber(meta[2])} end

if ARGV[2] == 'void' then redis.call('SET', KEYS[8], 'used', 'XX', 'KEEPTTL') end

local function decrement(counts, field, units)
  if redis.call('HINCRBY', counts, field, -units) <= 0 then redis.call('HDEL', counts, field) end
end

local function release(id)
  local from = KEYS[4]
  local take = redis.call('HGET', from, id)
  if not take then
    from = KEYS[5]
    take = redis.call('HGET', from, id)
  end
  if not take then return false end

  local _, kind, lines, buyer = read_take(take)
  local moves, units = {'BITFIELD', KEYS[2], 'OVERFLOW', 'SAT'}, 0
  for position, quantity in each_line(lines) do
    local at, share = tonumber(position) * 2, position .. ' ' .. buyer
    units = units + tonumber(quantity)
    for _, word in ipairs({'INCRBY', 'u32', '#' .. at, quantity, 'INCRBY', 'u32', '#' .. (at + 1), '-' .. quantity}) do
      moves[#moves + 1] = word
    end
    if redis.call('HEXISTS', KEYS[7], share) == 1 then decrement(KEYS[7], share, tonumber(quantity)) end
  end
  redis.call(unpack(moves))
  redis.call('HDEL', from, id)
  decrement(KEYS[3], buyer, units)
  if kind == 'hold' then redis.call('HDEL', KEYS[6], holder_of(lines, buyer)) end
  return true
end

local known = 0
for i = 3, #ARGV do
  if release(ARGV[i]) then known = known + 1 end
end
if known == 0 then return {'unknown', tonumber(meta[2])} end
return {'ok', redis.call('HINCRBY', KEYS[1], 'seq', known)}
