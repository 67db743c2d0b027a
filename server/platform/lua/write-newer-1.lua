-- Writes fields of a hash, unless what is there is of a later change: who read early and writes late changes nothing.
-- KEYS[1] the hash; its field `updatedAt` says of which change it is, Unix ms
-- ARGV[1] of which change these fields are, Unix ms
-- ARGV[2…] field, value, …
-- Returns 1 when they were written, 0 when newer ones were there.
local there = tonumber(redis.call('HGET', KEYS[1], 'updatedAt') or '')
if there and there > tonumber(ARGV[1]) then
  return 0
end
redis.call('HSET', KEYS[1], 'updatedAt', unpack(ARGV))
return 1
