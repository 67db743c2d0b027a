-- Appends events to a partition's stream, in order: all of them or none.
-- KEYS[1] bus:{<p>}:events  the stream; an entry is `total`, how many events there were up to its last,
--                        `events`, and `types`, by which a consumer passes over it
-- KEYS[2] bus:{<p>}:head    hash: token, the largest fencing token that has written or read; total
-- ARGV[1] the caller's fencing token    ARGV[2] how many entries the stream may hold
-- ARGV[3…] entries, each as three: how many events it has, those events, JSON, a line each, and their types
-- Returns `appended`, `stale` when another worker leads the partition by now, or `full`.
local token = tonumber(ARGV[1])
if tonumber(redis.call('HGET', KEYS[2], 'token') or '0') > token then
  return 'stale'
end
redis.call('HSET', KEYS[2], 'token', token)
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[2]) then
  return 'full'
end
for i = 3, #ARGV, 3 do
  local total = redis.call('HINCRBY', KEYS[2], 'total', ARGV[i])
  redis.call('XADD', KEYS[1], '*', 'total', total, 'events', ARGV[i + 1], 'types', ARGV[i + 2])
end
return 'appended'
