-- take: takes units off the shelf for a buyer under an id, until settle, hold or release. A repeat under the same id returns
-- the same lines. Runs one or more calls in order.
--
-- USES  record.lua
-- KEYS  1 meta  2 units  3 buyers  4 takes  5 holds  6 holders  7 buyer_items  8 limits  9… checkout:<epoch>:<id> of each call
-- ARGV  1 epoch  2… of each call
--       id  lease_ms
--       kind: purchase | order | hold. A purchase takes the lines of its checkout independently of each other. An order takes
--         all of its lines or none. A hold is an order of one line, and the buyer's only hold of that item
--       expected user_id, or ''
--       record 'position:quantity,… user_id'; for a purchase '' unless the caller has read the checkout from the ledger,
--       then with its ttl_ms, else '0'
-- returns for each call {status, seq, …}
--   taken     followed by user_id, lines taken, lines refused, id: 'position:quantity,…' and 'position:reason,…' with reason
--             sold_out | limit_reached
--   known     the same, for lines taken by an earlier call. The id differs if the buyer already holds the item
--   refused   the same, without taken lines; nothing was changed
--   not_open | paused | closed    by Redis' clock
--   unknown | used | not_yours    (purchase only) no such checkout here, already bought, another buyer's
--   no_epoch | stale     nothing was changed
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'starts_at', 'ends_at', 'buyer_limit', 'paused', 'limited')
local seq = tonumber(meta[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function take(key, id, lease, kind, expected, record, ttl)
  if not meta[1] then return {'no_epoch', 0} end
  if meta[1] ~= ARGV[1] then return {'stale', seq} end

  if kind == 'purchase' then
    local kept = redis.call('GET', key)
    if not kept then
      if record == '' then return {'unknown', seq} end
      redis.call('SET', key, record, 'PX', ttl)
    else
      record = kept
    end
    if record == 'used' then return {'used', seq} end
  end
  local wanted, buyer = read_checkout(record)
  if expected ~= '' and expected ~= buyer then return {'not_yours', seq} end

  if kind == 'hold' then
    id = redis.call('HGET', KEYS[6], holder_of(wanted, buyer)) or id
  end
  local known = redis.call('HGET', KEYS[4], id) or redis.call('HGET', KEYS[5], id)
  if known then
    local _, _, lines = read_take(known)
    return {'known', seq, buyer, lines, '', id}
  end

  if now < tonumber(meta[3]) then return {'not_open', seq} end
  if tonumber(meta[4]) > 0 and now >= tonumber(meta[4]) then return {'closed', seq} end
  if meta[6] == '1' then return {'paused', seq} end

  local room = tonumber(meta[5]) - tonumber(redis.call('HGET', KEYS[3], buyer) or '0')
  local taken, refused, units, shares = {}, {}, 0, {}
  local moves = {'BITFIELD', KEYS[2], 'OVERFLOW', 'SAT'}
  for position, quantity in each_line(wanted) do
    local at, count = tonumber(position) * 2, tonumber(quantity)
    local left = redis.call('BITFIELD_RO', KEYS[2], 'GET', 'u32', '#' .. at)[1]
    local limit, share = 0, position .. ' ' .. buyer
    if meta[7] == '1' then limit = redis.call('BITFIELD_RO', KEYS[8], 'GET', 'u32', '#' .. position)[1] end
    if left < count then
      refused[#refused + 1] = position .. ':sold_out'
    elseif room < count or (limit > 0 and limit - tonumber(redis.call('HGET', KEYS[7], share) or '0') < count) then
      refused[#refused + 1] = position .. ':limit_reached'
    else
      room, units = room - count, units + count
      if limit > 0 then shares[#shares + 1] = {share, quantity} end
      taken[#taken + 1] = position .. ':' .. quantity
      for _, word in ipairs({'INCRBY', 'u32', '#' .. at, '-' .. quantity, 'INCRBY', 'u32', '#' .. (at + 1), quantity}) do
        moves[#moves + 1] = word
      end
    end
  end
  -- If the units key was evicted, the gate counts as empty even if other keys remain.
  if #taken == 0 and redis.call('EXISTS', KEYS[2]) == 0 then return {'no_epoch', 0} end
  if #taken == 0 or (#refused > 0 and kind ~= 'purchase') then
    return {'refused', seq, buyer, '', table.concat(refused, ','), id}
  end

  local lines = table.concat(taken, ',')
  local deadline = string.format('%.0f', now + tonumber(lease))
  redis.call('HSET', KEYS[4], id, write_take(deadline, kind, lines, buyer))
  redis.call(unpack(moves))
  redis.call('HINCRBY', KEYS[3], buyer, units)
  for _, share in ipairs(shares) do redis.call('HINCRBY', KEYS[7], share[1], share[2]) end
  if kind == 'hold' then redis.call('HSET', KEYS[6], holder_of(lines, buyer), id) end
  seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
  return {'taken', seq, buyer, lines, table.concat(refused, ','), id}
end

local replies = {}
for call = 1, #KEYS - 8 do
  local at = 2 + (call - 1) * 6
  replies[call] = take(KEYS[8 + call], unpack(ARGV, at, at + 5))
end
return replies
