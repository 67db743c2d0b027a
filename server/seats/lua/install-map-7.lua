-- Puts a map where there is none, whole or not at all. Owners were staged under keys of the builder's own before:
-- of two builders that read Postgres at different moments one map is installed, never a mixture of both.
-- KEYS[1] {s:<schedule>}:status                 one digit a seat
-- KEYS[2] {s:<schedule>}:config                 hash with the version
-- KEYS[3] {s:<schedule>}:owners                 hash: seat -> owner
-- KEYS[4] {s:<schedule>}:owned                  hash: account id -> its reserving and sold seats
-- KEYS[5] {s:<schedule>}:fresh:<build>:owners   the same, staged
-- KEYS[6] {s:<schedule>}:fresh:<build>:owned    the same, staged
-- KEYS[7] {s:<schedule>}:rows                   rows with their longest free stretches, see include/rows.lua
-- ARGV[1] the status    ARGV[2] how many owners were staged    ARGV[3] how many accounts    ARGV[4] the rows
-- Returns `installed`, `there` (somebody else's map is) or `lost` (what was staged is not: Redis was emptied meanwhile).
--#include server/seats/lua/include/seats.lua

if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('UNLINK', KEYS[5], KEYS[6])
  return 'there'
end
if redis.call('HLEN', KEYS[5]) ~= tonumber(ARGV[2]) or redis.call('HLEN', KEYS[6]) ~= tonumber(ARGV[3]) then
  redis.call('UNLINK', KEYS[5], KEYS[6])
  return 'lost'
end
redis.call('UNLINK', KEYS[3], KEYS[4])
if ARGV[2] ~= '0' then
  redis.call('RENAME', KEYS[5], KEYS[3])
  redis.call('PERSIST', KEYS[3])
  redis.call('RENAME', KEYS[6], KEYS[4])
  redis.call('PERSIST', KEYS[4])
end
-- Above any that a lost map had reached: watchers see a gap and fetch the snapshot.
local before = tonumber(redis.call('HGET', KEYS[2], 'version') or 0)
redis.call('HSET', KEYS[2], 'version', string.format('%d', math.max(now_ms(), before + 1)))
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[7], ARGV[4])
return 'installed'
