-- load: puts a part of a snapshot's buyers into a staging key, which expires if nobody installs it.
--
-- KEYS  1 staged buyers
-- ARGV  1 ttl_ms  2… user_id, units, user_id, units, …
-- gives the number of buyers staged so far
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.call('HLEN', KEYS[1])
