-- load: writes part of a snapshot to a staging hash, which expires if it is not installed.
--
-- KEYS  1 staged:<name>
-- ARGV  1 ttl_ms  2… field, value, field, value, …
-- returns the number of fields staged so far
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.call('HLEN', KEYS[1])
