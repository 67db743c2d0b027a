-- Gives a person inside more time, once.
-- KEYS[1] {q:<scheduleId>}:line      hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places    hash: account id -> ticket
-- KEYS[3] {q:<scheduleId>}:inside    zset: ticket -> when the pass ends, Unix ms
-- KEYS[4] {q:<scheduleId>}:passes    hash: ticket -> pass id
-- KEYS[5] {q:<scheduleId>}:extended  set: tickets whose pass was extended
-- KEYS[6] {q:<scheduleId>}:events    stream: what happened in the line
-- ARGV[1] account id
-- Returns {status, ms, pass id}: extended with the pass's new end (Unix ms) and id; used when it was extended before,
-- none without a living pass, with 0.
local ticket = redis.call('HGET', KEYS[2], ARGV[1])
local ends = ticket and redis.call('ZSCORE', KEYS[3], ticket)
local time = redis.call('TIME')
if not ends or tonumber(ends) <= time[1] * 1000 + math.floor(time[2] / 1000) then
  return { 'none', 0, '' }
elseif redis.call('SADD', KEYS[5], ticket) == 0 then
  return { 'used', 0, '' }
end
local extended = ends + redis.call('HGET', KEYS[1], 'passMs')
redis.call('ZADD', KEYS[3], extended, ticket)
redis.call('XADD', KEYS[6], '*', 'kind', 'extended', 'account', ARGV[1], 'ticket', ticket)
return { 'extended', extended, redis.call('HGET', KEYS[4], ticket) }
