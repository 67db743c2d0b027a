-- Lets others pass for a while: a person who waits, or is invited and gives the invitation back, is not called up
-- until they wake. The number stays. Snoozing while snoozing answers the same.
-- KEYS[1] {q:<scheduleId>}:line      hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places    hash: account id -> ticket
-- KEYS[3] {q:<scheduleId>}:roll      string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:invited   zset: ticket -> when the invitation ends, Unix ms
-- KEYS[5] {q:<scheduleId>}:passed    zset: ticket -> place number, of those passed over while away or snoozing
-- KEYS[6] {q:<scheduleId>}:returned  zset: ticket -> place number, of those who came back and go first
-- KEYS[7] {q:<scheduleId>}:snoozed   zset: ticket -> when the snooze ends, Unix ms
-- KEYS[8] {q:<scheduleId>}:snoozes   hash: ticket -> how often it snoozed
-- KEYS[9] {q:<scheduleId>}:events    stream: what happened in the line
-- ARGV[1] account id
-- ARGV[2] milliseconds that a snooze lasts
-- ARGV[3] how often a place may snooze
-- ARGV[4] the place number as the caller read it, '' before the draw
-- Returns a status: snoozed or snoozing; used when it snoozed too often, moved when the caller knows no number yet of
-- a place that has been called up since, not_waiting, none.
local ticket = redis.call('HGET', KEYS[2], ARGV[1])
if not ticket then
  return 'none'
end
local at = (ticket - 1) * 47 + 36
local state = redis.call('GETRANGE', KEYS[3], at, at)
if state == 'z' then
  return 'snoozing'
elseif state ~= 'w' and state ~= 'i' then
  return (state == 'e' or state == 'a') and 'not_waiting' or 'none'
elseif state == 'i' and ARGV[4] == '' then
  return 'moved'
elseif tonumber(redis.call('HGET', KEYS[8], ticket) or '0') >= tonumber(ARGV[3]) then
  return 'used'
end

-- Who had their turn goes first on waking; who had not keeps waiting for it.
local hadTurn = state == 'i' and ARGV[4] or redis.call('ZSCORE', KEYS[6], ticket)
if hadTurn then
  redis.call('ZADD', KEYS[5], hadTurn, ticket)
end
if state == 'w' then
  redis.call('HINCRBY', KEYS[1], 'waiting', -1)
end
redis.call('ZREM', KEYS[4], ticket)
redis.call('ZREM', KEYS[6], ticket)
local time = redis.call('TIME')
redis.call('ZADD', KEYS[7], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2], ticket)
redis.call('HINCRBY', KEYS[8], ticket, 1)
redis.call('SETRANGE', KEYS[3], at, 'z')
redis.call('XADD', KEYS[9], '*', 'kind', 'snoozed', 'account', ARGV[1], 'ticket', ticket)
return 'snoozed'
