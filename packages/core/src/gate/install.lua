-- install: swaps a snapshot of the ledger in as the sale's state, epoch last. Takes of the old state are dropped:
-- the ledger no longer commits them, because their epoch is over. Checkouts are read back from the ledger.
--
-- KEYS  1 meta  2 units  3 buyers  4 takes  5 staged buyers
-- ARGV  1 epoch  2 starts_at ms  3 ends_at ms or 0  4 buyer_limit  5 items  6 units, as the string they are kept in
-- gives {status, epoch}: ok | stale (that epoch, equal or newer, is installed; nothing was done)
local current = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0')
if current >= tonumber(ARGV[1]) then return {'stale', current} end
redis.call('SET', KEYS[2], ARGV[6])
if redis.call('EXISTS', KEYS[5]) == 1 then
  redis.call('RENAME', KEYS[5], KEYS[3])
  redis.call('PERSIST', KEYS[3])
else
  redis.call('DEL', KEYS[3])
end
redis.call('DEL', KEYS[4])
redis.call('HSET', KEYS[1], 'seq', '1', 'starts_at', ARGV[2], 'ends_at', ARGV[3],
  'buyer_limit', ARGV[4], 'items', ARGV[5], 'epoch', ARGV[1])
return {'ok', tonumber(ARGV[1])}
