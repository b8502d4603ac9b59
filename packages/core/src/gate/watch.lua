-- watch: counts the readers of a sale's live feed on all servers. Each server reports its own now and then; a report is forgotten when
-- it is not repeated in time.
--
-- KEYS  1 reports
-- ARGV  1 server  2 its readers  3 ms that its report lasts
-- returns {status, readers on all servers}: ok
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d %.0f', ARGV[2], now + tonumber(ARGV[3])))
redis.call('PEXPIRE', KEYS[1], ARGV[3])

local sum = 0
local reports = redis.call('HGETALL', KEYS[1])
for at = 1, #reports, 2 do
  local readers, lasts = string.match(reports[at + 1], '^(%d+) (%d+)$')
  if tonumber(lasts) < now then redis.call('HDEL', KEYS[1], reports[at])
  else sum = sum + tonumber(readers) end
end
return {'ok', sum}
