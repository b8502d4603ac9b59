-- take: moves units off the shelf for a buyer, under the id of the checkout, until settle or release.
-- Sells what is there: each line is taken or refused by itself.
--
-- KEYS  1 meta  2 units  3 buyers  4 takes  5 checkout:<epoch>:<id>
-- ARGV  1 epoch  2 id  3 lease_ms  4 user_id expected, or ''
--       5 record and 6 its ttl_ms, when the caller has read the checkout in the ledger; else '' and '0'
-- gives {status, seq, …}
--   taken     then user_id, lines taken, lines refused: 'position:quantity,…' and 'position:reason,…'
--             with reason sold_out | limit_reached. The same id again gives the same lines.
--   refused   the same, with no line taken; nothing was changed
--   not_open | closed    by Redis' clock
--   unknown | used | not_yours    no such checkout here, bought already, another buyer's
--   no_epoch | stale     nothing was done
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'starts_at', 'ends_at', 'buyer_limit')
if not meta[1] then return {'no_epoch', 0} end
local seq = tonumber(meta[2])
if meta[1] ~= ARGV[1] then return {'stale', seq} end

local record = redis.call('GET', KEYS[5])
if not record then
  if ARGV[5] == '' then return {'unknown', seq} end
  record = ARGV[5]
  redis.call('SET', KEYS[5], record, 'PX', ARGV[6])
end
if record == 'used' then return {'used', seq} end
local positions, buyer = string.match(record, '^([%d,]+) (.*)$')
if ARGV[4] ~= '' and ARGV[4] ~= buyer then return {'not_yours', seq} end

local known = redis.call('HGET', KEYS[4], ARGV[2])
if known then
  return {'taken', seq, buyer, string.match(known, '^%d+ ([%d:,]+) '), ''}
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if now < tonumber(meta[3]) then return {'not_open', seq} end
if tonumber(meta[4]) > 0 and now >= tonumber(meta[4]) then return {'closed', seq} end

local room = tonumber(meta[5]) - tonumber(redis.call('HGET', KEYS[3], buyer) or '0')
local taken, refused, moves = {}, {}, {'BITFIELD', KEYS[2], 'OVERFLOW', 'SAT'}
for position in string.gmatch(positions, '%d+') do
  local at = tonumber(position) * 2
  local left = redis.call('BITFIELD_RO', KEYS[2], 'GET', 'u32', '#' .. at)[1]
  if left < 1 then
    refused[#refused + 1] = position .. ':sold_out'
  elseif room < 1 then
    refused[#refused + 1] = position .. ':limit_reached'
  else
    room = room - 1
    taken[#taken + 1] = position .. ':1'
    for _, word in ipairs({'INCRBY', 'u32', '#' .. at, '-1', 'INCRBY', 'u32', '#' .. (at + 1), '1'}) do
      moves[#moves + 1] = word
    end
  end
end
-- Without its units a gate is no gate, whatever else is left of it.
if #taken == 0 and redis.call('EXISTS', KEYS[2]) == 0 then return {'no_epoch', 0} end
if #taken == 0 then return {'refused', seq, buyer, '', table.concat(refused, ',')} end

local lines = table.concat(taken, ',')
redis.call('HSET', KEYS[4], ARGV[2], string.format('%.0f', now + tonumber(ARGV[3])) .. ' ' .. lines .. ' ' .. buyer)
redis.call(unpack(moves))
redis.call('HINCRBY', KEYS[3], buyer, #taken)
return {'taken', redis.call('HINCRBY', KEYS[1], 'seq', 1), buyer, lines, table.concat(refused, ',')}
