-- Takes or renews a lease.
-- KEYS[1] lease:{<name>}        the holder's id, expiring
-- KEYS[2] lease:{<name>}:token  the fencing token: grows by one with every change of holder, never expires
-- ARGV[1] the caller's id
-- ARGV[2] time to live in milliseconds
-- Returns the fencing token (> 0) when the caller holds the lease now, else 0.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if holder then
  return tonumber(redis.call('GET', KEYS[2]))
end
return redis.call('INCR', KEYS[2])
