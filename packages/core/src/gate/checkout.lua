-- checkout: stores the lines that a buyer wants to buy under the checkout's id. Reserves nothing. Runs one or more calls in order.
--
-- USES  record.lua
-- KEYS  1 meta  2 units  3 takes  4… checkout:<epoch>:<id> of each call
-- ARGV  1 epoch  2… of each call: id  ttl_ms  mode: new | add  most items  user_id  lines 'position:quantity,…'
-- returns for each call {status, seq, …}
--   ok        followed by the available part of the requested lines, joined by ',': the full quantity, or the units that are left.
--             It is added to the checkout; a line that is already there keeps the larger quantity
--   sold_out  no unit of the lines is on the shelf
--   too_many  the checkout would have more than `most items`
--   not_open | paused | closed    by Redis' clock
--   unknown | used | not_yours | taken    (add only) no such checkout, already bought, another buyer's, purchase in progress
--   no_epoch | stale     nothing was changed
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'starts_at', 'ends_at', 'paused')
local seq = tonumber(meta[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function checkout(key, id, ttl, mode, most, buyer, wanted)
  if not meta[1] then return {'no_epoch', 0} end
  if meta[1] ~= ARGV[1] then return {'stale', seq} end
  if now < tonumber(meta[3]) then return {'not_open', seq} end
  if tonumber(meta[4]) > 0 and now >= tonumber(meta[4]) then return {'closed', seq} end
  if meta[5] == '1' then return {'paused', seq} end

  local positions, quantities = {}, {}
  local function choose(position, quantity)
    if not quantities[position] then positions[#positions + 1] = position end
    quantities[position] = math.max(quantities[position] or 0, tonumber(quantity))
  end
  if mode == 'add' then
    local record = redis.call('GET', key)
    if not record then return {'unknown', seq} end
    if record == 'used' then return {'used', seq} end
    local lines, owner = read_checkout(record)
    if owner ~= buyer then return {'not_yours', seq} end
    if redis.call('HEXISTS', KEYS[3], id) == 1 then return {'taken', seq} end
    for position, quantity in each_line(lines) do choose(position, quantity) end
  end

  local found = {}
  for position, quantity in each_line(wanted) do
    local left = redis.call('BITFIELD_RO', KEYS[2], 'GET', 'u32', '#' .. tonumber(position) * 2)[1]
    if left > 0 then
      local units = string.format('%.0f', math.min(left, tonumber(quantity)))
      found[#found + 1] = position .. ':' .. units
      choose(position, units)
    end
  end
  -- If the units key was evicted, the gate counts as empty even if other keys remain.
  if #found == 0 and redis.call('EXISTS', KEYS[2]) == 0 then return {'no_epoch', 0} end
  if #found == 0 then return {'sold_out', seq} end
  if #positions > tonumber(most) then return {'too_many', seq} end

  -- Sorted by position, the order in which the ledger reads a checkout.
  table.sort(positions, function(a, b) return tonumber(a) < tonumber(b) end)
  local chosen = {}
  for i, position in ipairs(positions) do chosen[i] = position .. ':' .. string.format('%.0f', quantities[position]) end
  local record = table.concat(chosen, ',') .. ' ' .. buyer
  if mode == 'add' then
    redis.call('SET', key, record, 'KEEPTTL')
  else
    redis.call('SET', key, record, 'PX', ttl)
  end
  return {'ok', seq, table.concat(found, ',')}
end

local replies = {}
for call = 1, #KEYS - 3 do
  local at = 2 + (call - 1) * 6
  replies[call] = checkout(KEYS[3 + call], unpack(ARGV, at, at + 5))
end
return replies
