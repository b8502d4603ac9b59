-- keep: sets when a sale's state leaves Redis if nobody buys from it; it is rebuilt when somebody comes.
-- meta goes first, so that no half of the state is ever seen.
--
-- KEYS  1 meta  2… the sale's other keys
-- ARGV  1 ttl_ms
-- gives 1, or 0 when the sale is not here
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local ttl = tonumber(ARGV[1])
redis.call('PEXPIRE', KEYS[1], ttl)
for i = 2, #KEYS do redis.call('PEXPIRE', KEYS[i], ttl + 60000) end
return 1
