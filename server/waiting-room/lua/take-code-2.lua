-- Uses a presale code for an account: once, however often the same account comes with it.
-- KEYS[1] {q:<scheduleId>}:codes     hash: SHA-256 of a code -> how many accounts may use it
-- KEYS[2] {q:<scheduleId>}:codeUses  hash: SHA-256 -> how many did; SHA-256:account id -> 1
-- ARGV[1] SHA-256 of the code, hex
-- ARGV[2] account id
-- Returns a status: taken, used_up or unknown.
local most = redis.call('HGET', KEYS[1], ARGV[1])
if not most then
  return 'unknown'
end
local mine = ARGV[1] .. ':' .. ARGV[2]
if redis.call('HEXISTS', KEYS[2], mine) == 1 then
  return 'taken'
elseif tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0') >= tonumber(most) then
  return 'used_up'
end
redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
redis.call('HSET', KEYS[2], mine, 1)
return 'taken'
