-- overdue: lists takes with an expired lease by Redis' clock, for the sweeper to settle in the ledger.
-- Takes last milliseconds unless a server crashes, so the scan is short. Holds are not included.
--
-- USES  record.lua
-- KEYS  1 meta  2 takes
-- ARGV  1 epoch  2 most takes
-- returns {status, seq, 'id kind'…}: ok | no_epoch | stale
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] then return {'no_epoch', 0} end
if meta[1] ~= ARGV[1] then return {'stale', tonumber(meta[2])} end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local found = {'ok', tonumber(meta[2])}
local takes = redis.call('HGETALL', KEYS[2])
for i = 1, #takes, 2 do
  if #found - 2 >= tonumber(ARGV[2]) then break end
  local deadline, kind = read_take(takes[i + 1])
  if tonumber(deadline) <= now then found[#found + 1] = takes[i] .. ' ' .. kind end
end
return found
