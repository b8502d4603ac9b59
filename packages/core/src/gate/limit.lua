-- limit: a rate limiter, evenly spread over time (GCRA): a bucket of 10 in 10 s lets 10 through at once, then one a second.
-- The key stores the time at which the bucket is full again, and expires then. A resent call counts twice, which is harmless.
--
-- KEYS  1 bucket
-- ARGV  1 requests  2 window, ms  3 number of requests to count now, all or none
-- returns {status, requests left, ms until the next request is allowed, ms until the bucket is full}: ok | full
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local window = tonumber(ARGV[2])
local each = window / tonumber(ARGV[1])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local cost = each * tonumber(ARGV[3])

local wait = full + cost - window - now
if wait > 0.001 then return {'full', 0, math.ceil(wait), math.ceil(full - now)} end

full = full + cost
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now))
return {'ok', math.floor((window - (full - now)) / each + 0.001), 0, math.ceil(full - now)}
