-- install: replaces the sale's state with a snapshot of the ledger; the epoch is written last. Takes of the old state are
-- dropped: the ledger refuses them, because their epoch has ended. Checkouts are read again from the ledger.
--
-- KEYS  1 meta  2 units  3 limits  4 takes
--       5 buyers  6 buyer_items  7 holds  8 holders   and 9 to 12 their staging keys, in this order
-- ARGV  1 epoch  2 starts_at ms  3 ends_at ms or 0  4 buyer_limit  5 paused: 1 | 0
--       6 units  7 limits, as the stored strings; limits is '' when no item has a limit
-- returns {status, epoch}: ok | stale (the returned epoch, equal or newer, is installed; nothing was changed)
local current = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0')
if current >= tonumber(ARGV[1]) then return {'stale', current} end
redis.call('SET', KEYS[2], ARGV[6])
redis.call('DEL', KEYS[3], KEYS[4])
if ARGV[7] ~= '' then redis.call('SET', KEYS[3], ARGV[7]) end
for i = 5, 8 do
  if redis.call('EXISTS', KEYS[i + 4]) == 1 then
    redis.call('RENAME', KEYS[i + 4], KEYS[i])
    redis.call('PERSIST', KEYS[i])
  else
    redis.call('DEL', KEYS[i])
  end
end
redis.call('HSET', KEYS[1], 'seq', '1', 'starts_at', ARGV[2], 'ends_at', ARGV[3], 'buyer_limit', ARGV[4],
  'paused', ARGV[5], 'limited', ARGV[7] == '' and '0' or '1', 'epoch', ARGV[1])
return {'ok', tonumber(ARGV[1])}
