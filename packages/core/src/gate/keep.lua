-- keep: sets the time to live of a sale's state. An idle sale leaves Redis and is rebuilt on demand.
-- meta expires first, so that a partly expired state is never used.
--
-- KEYS  1 meta  2… the sale's other keys
-- ARGV  1 ttl_ms
-- returns 1, or 0 if the sale is not in Redis
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local ttl = tonumber(ARGV[1])
redis.call('PEXPIRE', KEYS[1], ttl)
for i = 2, #KEYS do redis.call('PEXPIRE', KEYS[i], ttl + 60000) end
return 1
